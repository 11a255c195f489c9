from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.adapters.forms.template_faults import BadTemplate
from cio_ctl.adapters.forms.typst_text import render_template


def fault(source: str, **values: object) -> tuple[str, int, str]:
    with pytest.raises(BadTemplate) as caught:
        render_template("templates/x/form.typ.j2", source, values)
    found = caught.value.findings[0]
    assert found.code == "F-TEMPLATE"
    assert caught.value.exit_code == 4
    return caught.value.where[:3]


def test_a_value_goes_beside_the_text_and_never_into_it() -> None:
    made = render_template("t", "#text({{ a }})", {"a": '"#read("/etc/passwd")'})
    assert made.source == "#text(given.at(0))"
    assert made.given == ('"#read("/etc/passwd")',)


@given(st.text(), st.text())
def test_no_text_changes_the_code_that_a_template_makes(one: str, other: str) -> None:
    source = "#f({{ a }}, {{ b }})"
    expected = "#f(given.at(0), given.at(0))" if one == other else "#f(given.at(0), given.at(1))"
    assert render_template("t", source, {"a": one, "b": other}).source == expected


def test_loops_conditions_and_macros_work() -> None:
    source = (
        "{% macro row(r) %}[{{ r.name }}]{% endmacro %}"
        "{% for r in rows %}{% if not loop.first %},{% endif %}{{ loop.index }}{{ row(r) }}"
        "{% else %}none{% endfor %}"
        "{{ rows|length + 1 }}{{ rows[1].name or rows[0].name }}{% for n in range(2) %}.{% endfor %}"
    )
    made = render_template("t", source, {"rows": [{"name": "x"}, {"name": "y"}]})
    assert made.source == "1[given.at(0)],2[given.at(1)]3given.at(1).."
    assert render_template("t", source.split("{{ rows|", maxsplit=1)[0], {"rows": []}).source == "none"


def test_a_field_named_like_a_method_of_dicts_is_the_field() -> None:
    assert render_template("t", "{{ a.items }}", {"a": {"items": "v"}}).given == ("v",)


def test_a_value_that_is_missing_is_told_with_its_line() -> None:
    assert fault("one\n{{ a.b }}", a={})[1:] == (2, "'dict object' has no attribute 'b'")
    assert fault("\n\n{{ nothing }}")[1] == 3


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ a.__class__.__mro__ }}",
        "{{ a['__class__'] }}",
        "{{ range.__globals__ }}",
        "{{ a.keys() }}",
        "{{ loop }}",
        "{% for x in a %}{{ loop.__init__ }}{% endfor %}",
        "{{ self }}",
        "{{ self._TemplateReference__context }}",
        "{{ a|attr('__class__') }}",
        "{{ a|string|urlize }}",
        "{{ 'x'|safe }}",
        "{{ 'x'|e }}",
        "{{ a|xmlattr }}",
        "{{ 'x' ~ 'y' }}",
        "{{ 'x' * 100 }}",
        "{{ 'x' + 'y' }}",
        "{{ '%s' % a }}",
        "{{ 'a'.format(1) }}",
        "{{ 10 ** 10 }}",
        "{{ 9999999 + 1 }}",
        "{{ 1.5 }}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% from 'x' import y %}",
        "{% extends 'x' %}",
        "{% autoescape false %}{{ 'x' }}{% endautoescape %}",
        "{% filter upper %}x{% endfilter %}",
        "{% set ns = namespace() %}",
        "{{ cycler('a') }}",
        "{{ lipsum() }}",
        "{{ dict(a=1) }}",
        "{{ joiner() }}",
        "{% for x in range(1001) %}.{% endfor %}",
        "{% for x in a recursive %}{{ loop(x) }}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{{ m.__call__ }}{% endmacro %}{{ m() }}",
        "{{ true }}",
        "{{ none }}",
        "{% if a is filter %}{% endif %}",
        "{{ b() }}",
        "{{ 5 % 0 }}",
        "{{",
        "{% end %}",
        "{% macro m() %}x{% endmacro %}{{ m() + 1 }}",
        "{% do a.pop() %}",
        "{% with x = 1 %}{% endwith %}",
    ],
)
def test_what_leads_out_of_the_template_is_refused(source: str) -> None:
    assert fault(source, a={"k": "v"}, b="text")[2]


def test_text_that_grows_without_end_is_cut_off() -> None:
    doubling = "{% macro m0() %}xxxxxxxx{% endmacro %}" + "".join(
        f"{{% macro m{n}() %}}{{{{ m{n - 1}() }}}}{{{{ m{n - 1}() }}}}{{% endmacro %}}" for n in range(1, 40)
    )
    assert "too much" in fault(doubling + "{{ m39() }}")[2]
    loops = "{% for a in range(1000) %}{% for b in range(1000) %}xxxxxxxxxxxxxxxx{% endfor %}{% endfor %}"
    assert "too much" in fault(loops)[2]


@pytest.mark.parametrize("value", [object(), 1.5, b"x", {"a": {1, 2}}, [None], True])
def test_nothing_but_plain_data_is_handed_to_a_template(value: object) -> None:
    assert "given to the template" in fault("x", a=value)[2]


def test_a_string_that_claims_to_be_markup_is_not_believed() -> None:
    class Claimed(str):
        __slots__ = ()

        def __html__(self) -> str:
            return "#read()"

    assert "given to the template" in fault("{{ a }}", a=Claimed("x"))[2]
    made = render_template("t", "{% set x %}[{{ a }}]{% endset %}{{ x }}", {"a": "<b>"})
    assert made.source == "[given.at(0)]"
