from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.model.money import in_capitals, in_figures, in_percent, in_ten_thousands, parse_yuan

CAPITALS = {
    "0": "零元整",
    "0.05": "伍分",
    "0.5": "伍角",
    "10": "壹拾元整",
    "10.5": "壹拾元伍角",
    "100.05": "壹佰元零伍分",
    "325.04": "叁佰贰拾伍元零肆分",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "6007.14": "陆仟零柒元壹角肆分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "100010": "壹拾万零壹拾元整",
    "107000.53": "壹拾万柒仟元伍角叁分",
    "10000000000": "壹佰亿元整",
    "-12.3": "负壹拾贰元叁角",
    "1000000000000": "壹万亿元整",
    "100010000": "壹亿零壹万元整",
    "1250000.00": "壹佰贰拾伍万元整",
    "200000000000001": "贰佰万亿零壹元整",
}
amounts = st.integers(-(10**18) + 1, 10**18 - 1).map(lambda cents: Decimal(cents).scaleb(-2))


@pytest.mark.parametrize(("figures", "capitals"), CAPITALS.items())
def test_an_amount_in_capitals_follows_the_rules_for_bills(figures: str, capitals: str) -> None:
    assert in_capitals(Decimal(figures)) == f"人民币{capitals}"


@pytest.mark.parametrize("amount", ["12.345", "1e16", "-1e16", "NaN", "Infinity"])
def test_what_has_no_exact_form_is_refused(amount: str) -> None:
    for write in (in_capitals, in_figures, in_ten_thousands):
        with pytest.raises(ValueError, match=r".+"):
            write(Decimal(amount))


def test_a_third_decimal_that_is_zero_is_no_third_decimal() -> None:
    assert in_capitals(Decimal("12.340")) == "人民币壹拾贰元叁角肆分"


@given(amounts)
def test_no_amount_has_two_zeros_side_by_side_and_whole_yuan_end_so(amount: Decimal) -> None:
    written = in_capitals(amount)
    assert "零零" not in written
    assert written.startswith("人民币")
    assert written.endswith("整") == (amount == amount.to_integral_value())


@given(amounts)
def test_figures_and_ten_thousands_lose_nothing(amount: Decimal) -> None:
    assert Decimal(in_figures(amount).replace(",", "")) == amount
    assert Decimal(in_ten_thousands(amount)) * 10000 == amount


@given(amounts, amounts)
def test_two_amounts_never_share_their_capitals(one: Decimal, other: Decimal) -> None:
    assert (in_capitals(one) == in_capitals(other)) == (one == other)


def test_ten_thousands_carry_up_to_six_decimals_and_no_trailing_zeros() -> None:
    assert in_ten_thousands(Decimal("0.01")) == "0.000001"
    assert in_ten_thousands(Decimal("1286500.00")) == "128.65"
    assert in_ten_thousands(Decimal(10000000)) == "1000"
    assert in_ten_thousands(Decimal(0)) == "0"


def test_figures_have_separators_and_two_decimals() -> None:
    assert in_figures(Decimal(1286500)) == "1,286,500.00"
    assert in_figures(Decimal("-0.5")) == "-0.50"


@pytest.mark.parametrize("text", ["", "1,000.00", "1.234", "+1", "01", "1e3", "１２", " 1", "NaN", "1.", ".5", "--1"])
def test_a_text_that_is_no_plain_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        parse_yuan(text)


def test_a_plain_amount_is_read_with_two_places() -> None:
    assert str(parse_yuan("1250000")) == "1250000.00"
    assert parse_yuan("-3.5") == Decimal("-3.50")


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        ("1", "3", "33.33%"),
        ("2", "3", "66.67%"),
        ("1", "8000", "0.01%"),
        ("-1", "8000", "-0.01%"),
        ("0", "5", "0.00%"),
        ("9999999999999999.99", "0.01", "99999999999999999900.00%"),
        ("5", "0", ""),
    ],
)
def test_a_rate_has_two_places_and_halves_go_away_from_0(part: str, whole: str, written: str) -> None:
    assert in_percent(Decimal(part), Decimal(whole)) == written
