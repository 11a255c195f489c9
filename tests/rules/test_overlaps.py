"""Which records are alike, and the words that show it. Words stand apart by blanks here: cutting is not the rules'."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cio_ctl.model.comparison import Aspect, ComparedKind, Comparison, CutText
from cio_ctl.model.label import Label
from cio_ctl.model.record import Record
from cio_ctl.rules.overlap.likenesses import Likeness, Reason, Subject, likenesses, texts_of
from cio_ctl.rules.overlap.word_weights import Vocabulary, terms_of

ASPECTS = {
    name: Aspect(name, Label(name, name), weight) for name, weight in (("name", 100), ("content", 90), ("data", 50))
}
LAW = Comparison(
    ASPECTS,
    {},
    common_words=("Platform", "system", "build"),
    like_words=(("school", "campus", "Class"), ("ai", "model")),
)
TOWN = ("school roof", "water meters", "town hall chairs", "bus lanes", "library books", "fire alarms")


def cut(text: str) -> CutText:
    """Words by blanks; ``data+centre`` is one word with two in it."""
    words = tuple(text.split())
    return CutText(words, tuple(part for word in words if "+" in word for part in word.split("+")))


def vocabulary(*names: str, law: Comparison = LAW) -> Vocabulary:
    return Vocabulary(cut, law, names)


def subject(name: str, content: str = "", *data: str) -> Subject:
    texts = {"name": (name,), "content": (content,) if content else (), "data": data}
    return Subject(name, "project", "", "", name, texts)


def compared(one: Subject, other: Subject, *names: str) -> Likeness:
    """The likeness of two records, in a town that has some others."""
    others = [other, *(subject(name) for name in TOWN)]
    return next(like for like in likenesses(one, others, vocabulary(*names), 0) if like.other is other)


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("harbour cranes", "harbour cranes", 100, 100),
        ("harbour cranes", "cranes harbour", 100, 100),
        ("Harbour  CRANES", "harbour cranes", 100, 100),
        ("harbour cranes", "harbour cranes platform", 95, 100),
        ("harbour cranes", "harbour lights", 30, 70),
        ("harbour cranes", "fish market", 0, 0),
        ("tram platform", "clinic platform", 1, 10),
        ("build platform system", "build platform system", 100, 100),
        ("build platform system", "platform system", 1, 20),
        ("tram systemplatform", "clinic systemplatform", 1, 10),
        ("tram systemplatformbuildsystem", "clinic systemplatformbuildsystem", 20, 60),
        ("tram classplatform", "clinic classplatform", 20, 60),
        ("tram 2019", "clinic 2019", 1, 10),
        ("tram 2019-2021", "clinic 2019-2021", 1, 10),
        ("campus network", "school network", 85, 99),
        ("campus", "school", 60, 95),
        ("campus", "class", 50, 80),
        ("ai", "model", 60, 95),
        ("x cloud", "x rain", 1, 25),
        ("data+centre", "centre", 20, 60),
        ("", "", 0, 0),
        ("harbour", "", 0, 0),
    ],
)
def test_names_are_as_alike_as_the_words_that_tell_something(one: str, other: str, least: int, most: int) -> None:
    there, back = compared(subject(one), subject(other)), compared(subject(other), subject(one))

    assert least <= there.score <= most
    assert back.score == there.score


def test_names_of_units_say_nothing() -> None:
    pair = subject("harbour office tram"), subject("harbour office clinic")

    assert compared(*pair).score > 50
    assert compared(*pair, "Harbour Office", "harbour").score == 0


def test_names_of_the_place_say_nothing_even_within_a_word() -> None:
    placed = vocabulary(law=replace(LAW, place_names=("Harbour",)))
    others = [subject("harbourclinic"), *(subject(name) for name in TOWN)]

    assert likenesses(subject("harbour tram"), others, placed) == ()
    assert likenesses(subject("harbour clinic"), others, placed)[0].score == 100


def test_a_word_of_many_records_says_less() -> None:
    rare = [subject("tram alarm"), subject("tram clock"), *(subject(name) for name in TOWN)]
    often = [subject("tram alarm"), subject("tram clock"), *(subject(f"tram {name}") for name in TOWN)]

    scores = [likenesses(one[0], one[1:], vocabulary(), 0) for one in (rare, often)]

    assert scores[0][0].score > 30 > next(like for like in scores[1] if like.other.id == "tram clock").score


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        (subject("a", "flood gauges on bridges"), subject("b", "flood gauges on bridges"), 90),
        (subject("a", "", "people", "houses"), subject("b", "", "houses", "people"), 50),
        (subject("a", "flood gauges", "levels"), subject("b", "flood gauges", "levels"), 95),
        (subject("tide", "flood gauges"), subject("tide", "cinema seats"), 100),
    ],
)
def test_each_aspect_adds_up_to_its_weight(one: Subject, other: Subject, score: int) -> None:
    assert compared(one, other).score == score


def test_an_aspect_in_which_one_says_nothing_takes_nothing_away() -> None:
    assert compared(subject("tide gauges"), subject("tide gauges", "anything")).score == 100


def test_reasons_name_what_both_have_the_strongest_aspect_first() -> None:
    one = subject("campus tram platform", "gauges on bridges", "Levels of rivers", "rain")
    other = subject("class tram platform", "gauges and bridges and cinemas", "rain", "levels  of rivers", "snow")

    reasons = compared(one, other).reasons

    assert [reason.aspect for reason in reasons] == sorted(
        ("name", "content", "data"), key=lambda name: -{reason.aspect: reason.score for reason in reasons}[name]
    )
    shared = {reason.aspect: reason.shared for reason in reasons}
    assert set(shared["name"]) == {"tram", "campus≈class"}
    assert set(shared["content"]) == {"gauges", "bridges"}
    assert shared["data"] == ("Levels of rivers", "rain")


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("build system", "build system", ("build system",)),
        ("build system a", "build system b", ("build", "system")),
        ("tram platform a", "tram platform b", ("tram",)),
        ("school tram", "school lane", ("school",)),
        ("school campus", "school lane", ("school",)),
        ("campus tram", "campus lane", ("campus",)),
        ("data+centre tram", "data+centre lane", ("data+centre",)),
    ],
)
def test_common_words_are_shown_only_where_there_are_no_others(one: str, other: str, shared: tuple[str, ...]) -> None:
    assert [reason.shared for reason in compared(subject(one), subject(other)).reasons] == [shared]


def test_no_more_than_eight_words_are_shown() -> None:
    many = " ".join(f"word{letter}" for letter in "abcdefghijkl")

    reason = compared(subject(f"{many} tram" * 2), subject(f"{many} lane" * 2)).reasons[0]

    assert len(reason.shared) == 8


def test_the_likeliest_comes_first_and_of_equals_the_smaller_id() -> None:
    others = [subject(name) for name in ("tram stop z", "tram stop b", "tram", "bus")]

    found = likenesses(subject("tram"), others[:2] + others[3:], vocabulary())
    whole = likenesses(subject("tram"), others, vocabulary(), least=90)

    assert [like.other.id for like in found] == ["tram stop b", "tram stop z"]
    assert [like.other.id for like in whole] == ["tram"]


def test_a_record_alone_is_like_nothing() -> None:
    assert likenesses(subject("tram"), [], vocabulary()) == ()


def test_the_words_that_the_law_names_are_terms() -> None:
    assert terms_of(LAW) == ("school", "campus", "class", "ai", "model")


FIELDS = {
    "name": "a",
    "places": [{"name": "b"}, {"name": "c", "size": 3}, "d", {}],
    "deep": {"list": [{"name": ["e", "f"]}]},
    "number": 7,
    "nothing": None,
}


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        ("name", ("a",)),
        ("places.name", ("b", "c")),
        ("places.size", ()),
        ("places", ("d",)),
        ("deep.list.name", ("e", "f")),
        ("deep.list", ()),
        ("name.name", ()),
        ("number", ()),
        ("nothing", ()),
        ("nothing.name", ()),
        ("absent", ()),
    ],
)
def test_the_texts_of_a_path_are_those_of_every_entry(path: str, texts: tuple[str, ...]) -> None:
    assert texts_of(Record("x", FIELDS), ComparedKind("x", {"name": (path,)})) == {"name": texts}


def test_several_paths_speak_for_one_aspect() -> None:
    kind = ComparedKind("x", {"name": ("name", "places.name"), "data": ()})

    assert texts_of(Record("x", FIELDS), kind) == {"name": ("a", "b", "c"), "data": ()}


def test_a_reason_tells_aspect_and_score() -> None:
    assert compared(subject("tide"), subject("tide")).reasons == (Reason("name", 100, ("tide",)),)
