from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.rules.ancestry import Ancestry

Graph = dict[str, tuple[str, ...]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """A history: each commit has up to three parents among those before it."""
    names = [f"c{number}" for number in range(draw(st.integers(1, 14)))]
    return {
        name: tuple(draw(st.lists(st.sampled_from(names[:number]), max_size=3, unique=True))) if number else ()
        for number, name in enumerate(names)
    }


def ancestry_of(graph: Graph) -> Ancestry:
    ancestry = Ancestry()
    for name, parents in graph.items():
        ancestry.add(name, parents)
    return ancestry


def reached(graph: Graph, name: str) -> set[str]:
    """The commit and all before it."""
    return {name}.union(*(reached(graph, parent) for parent in graph[name]))


@given(graphs(), st.data())
def test_bases_are_the_common_ancestors_that_no_other_descends_from(graph: Graph, data: st.DataObject) -> None:
    one, other = (data.draw(st.sampled_from(sorted(graph))) for _ in range(2))
    common = reached(graph, one) & reached(graph, other)
    best = {name for name in common if not any(name in reached(graph, x) for x in common - {name})}

    assert set(ancestry_of(graph).bases(one, other)) == best


@given(graphs(), st.data())
def test_what_only_one_side_has_comes_parents_first(graph: Graph, data: st.DataObject) -> None:
    one, other = (data.draw(st.sampled_from(sorted(graph))) for _ in range(2))
    ancestry = ancestry_of(graph)

    only = ancestry.only_in(one, other)

    assert set(only) == reached(graph, one) - reached(graph, other)
    assert all(parent not in only[only.index(name) :] for name in only for parent in graph[name])
    assert all(ancestry.parents(name) == graph[name] for name in graph)


def test_histories_without_a_common_beginning_have_no_base() -> None:
    ancestry = ancestry_of({"a": (), "b": ()})

    assert ancestry.bases("a", "b") == ()
    assert ancestry.only_in("a", "b") == ("a",)
