"""Why something cannot be used: a sentence of ours with its facts, translated where it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable


class Reason(str):
    """The sentence in English; ``template`` is what is translated, and ``facts``, reasons among them, fill it."""

    __slots__ = ("facts", "template")
    template: str
    facts: dict[str, str]

    def __new__(cls, template: str, **facts: object) -> Self:
        """The sentence, filled."""
        texts = {name: fact if isinstance(fact, str) else str(fact) for name, fact in facts.items()}
        made = super().__new__(cls, template.format(**texts))
        made.template, made.facts = template, texts
        return made

    def in_words(self, translate: Callable[[str], str]) -> str:
        """The sentence in another language."""
        return translate(self.template).format(**{name: in_words(fact, translate) for name, fact in self.facts.items()})


def in_words(text: str, translate: Callable[[str], str]) -> str:
    """A text as it is, or a reason in another language."""
    return text.in_words(translate) if isinstance(text, Reason) else text


def as_data(value: object) -> object:
    """A reason as plain data; anything else as it is."""
    if isinstance(value, Reason):
        return {"template": value.template, "facts": {name: as_data(fact) for name, fact in value.facts.items()}}
    return value


def from_data(data: Any) -> Any:  # noqa: ANN401 - whatever travels beside reasons comes back as it is
    """What ``as_data`` was given."""
    if isinstance(data, dict):
        return Reason(data["template"], **{name: from_data(fact) for name, fact in data["facts"].items()})
    return data
