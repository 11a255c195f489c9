"""Which records a record may duplicate: those with the same words in the same places, and the words that show it.

Within an aspect (names, scope, data) two texts are as alike as the angle between their weighed words is small. The
aspects are independent signs: each can only add to the score, up to its weight.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import fsum, prod, sqrt
from typing import TYPE_CHECKING, Final

from cio_ctl.rules.overlap.word_weights import Bag, Vocabulary, plain_text, weighed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cio_ctl.model.comparison import ComparedKind, Comparison
    from cio_ctl.model.record import Record

_WORDS_SHOWN: Final = 8
_TEXT_SHOWN: Final = 40
_LITTLE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Subject:
    """A record that is compared: what it is called, whose it is, where it stands, and its texts by aspect."""

    id: str
    kind: str
    unit: str
    stage: str
    title: str
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """An aspect on which two records are alike, from 1 to 100, and what both have: texts, then words.

    Where different words count as alike, both stand there (``校园≈学校``).
    """

    aspect: str
    score: int
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely a record is duplicated by another, from 0 to 100, and why."""

    other: Subject
    score: int
    reasons: tuple[Reason, ...]


def texts_of(record: Record, compared: ComparedKind) -> dict[str, tuple[str, ...]]:
    """The texts of a record by aspect."""
    return {
        aspect: tuple(text for path in paths for text in record.values(path) if isinstance(text, str))
        for aspect, paths in compared.fields.items()
    }


def likenesses(
    subject: Subject, others: Iterable[Subject], vocabulary: Vocabulary, least: int = 1
) -> tuple[Likeness, ...]:
    """The other records that score at least so much, the likeliest duplicate first; of equals, by id."""
    known = tuple(others)
    scale = _Scale.of(vocabulary, (subject, *known))
    own = scale.weighed(subject)
    found = (_likeness(scale, own, subject, other, least) for other in known)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (-one.score, one.other.id)))


@dataclass(frozen=True, slots=True)
class _Scale:
    """The words of all records, and what they say among these records."""

    vocabulary: Vocabulary
    bags: Mapping[str, Mapping[str, Bag]]
    weights: Mapping[str, float]

    @classmethod
    def of(cls, vocabulary: Vocabulary, subjects: Iterable[Subject]) -> _Scale:
        """The scale that some records make."""
        bags = {
            subject.id: {aspect: vocabulary.bag(texts) for aspect, texts in subject.texts.items()}
            for subject in subjects
        }
        words = ({word for bag in below.values() for word in bag.shares} for below in bags.values())
        return cls(vocabulary, bags, vocabulary.weights(words))

    @property
    def comparison(self) -> Comparison:
        """What the law says."""
        return self.vocabulary.comparison

    def weighed(self, subject: Subject) -> dict[str, dict[str, float]]:
        """The words of a record by aspect, with what each says."""
        return {aspect: weighed(bag, self.weights) for aspect, bag in self.bags[subject.id].items()}


def _likeness(
    scale: _Scale, own: Mapping[str, Mapping[str, float]], subject: Subject, other: Subject, least: int
) -> Likeness | None:
    """How alike two records are; None if they score less than that."""
    theirs = scale.weighed(other)
    alike = {aspect: _cosine(own.get(aspect, {}), theirs.get(aspect, {})) for aspect in scale.comparison.aspects}
    unlike = prod(1 - scale.comparison.aspects[aspect].weight / 100 * much for aspect, much in alike.items())
    score = round(100 * (1 - unlike))
    if score < least:
        return None
    reasons = (
        Reason(aspect, round(100 * much), _shared(scale, aspect, own, theirs, (subject, other)))
        for aspect, much in alike.items()
        if round(100 * much)
    )
    return Likeness(other, score, tuple(sorted(reasons, key=lambda reason: -reason.score)))


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How small the angle between two texts is, from 0 to 1; less where one of them says hardly anything."""
    if one == other:
        return 1.0 if one else 0.0
    both = fsum(weight * other[word] for word, weight in one.items() if word in other)
    return min(1.0, both / sqrt(_length(one) * _length(other))) if both else 0.0


def _length(words: Mapping[str, float]) -> float:
    """The square of what a text says in all, and no less than that of a text that says little."""
    return max(_LITTLE**2, fsum(weight**2 for weight in words.values()))


def _shared(
    scale: _Scale,
    aspect: str,
    own: Mapping[str, Mapping[str, float]],
    theirs: Mapping[str, Mapping[str, float]],
    pair: tuple[Subject, Subject],
) -> tuple[str, ...]:
    """The texts that both have, then the words that say most; common words only where there are no others."""
    texts = [plain_text(text) for text in pair[1].texts[aspect]]
    same = [text for text in pair[0].texts[aspect] if plain_text(text) in texts and len(text) <= _TEXT_SHOWN]
    one, other = own[aspect], theirs[aspect]
    words = sorted((word for word in one if word in other), key=lambda word: (-one[word] * other[word], word))
    telling = [word for word in words if not scale.vocabulary.says_little(word)] or words
    bags = [scale.bags[subject.id][aspect] for subject in pair]
    shown: list[str] = list(dict.fromkeys(same))
    for name in (_as_spelled(word, *bags) for word in telling):
        if len(shown) < _WORDS_SHOWN and not any(name in plain_text(before) for before in shown):
            shown.append(name)
    return tuple(shown)


def _as_spelled(word: str, one: Bag, other: Bag) -> str:
    """A word as it stands in both texts; both words where they only count as alike."""
    left, right = one.spelled.get(word, word), other.spelled.get(word, word)
    return left if left == right else f"{left}≈{right}"
