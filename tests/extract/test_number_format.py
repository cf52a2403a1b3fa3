"""Stored numbers come out as the cell shows them."""

import io

import openpyxl
import pytest

from screener.extract.sheets.format_code import BUILTIN
from screener.extract.sheets.number_format import show_general, show_number, show_text

ACCOUNTING = BUILTIN[44]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1234.5, "#,##0.0", "1,234.5"),
        (-1234.5, "#,##0_);(#,##0)", "(1,235)"),
        (0.123, "0.0%", "12.3%"),
        (-0.123, "0.0%;(0.0%)", "(12.3%)"),
        (2.345, "0.0x", "2.3x"),
        (2.345, '0.00"x"', "2.35x"),
        (1.005, "0.00", "1.01"),
        (0, ACCOUNTING, "$-"),
        (1234.5, ACCOUNTING, "$1,234.50"),
        (-1234.5, ACCOUNTING, "$(1,234.50)"),
        (1234567890, '$#,##0.0,,"M"', "$1,234.6M"),
        (1234567, "#,##0,", "1,235"),
        (12.5, "[$€-407]#,##0.00", "€12.50"),
        (12.5, "#,##0.00 [$EUR]", "12.50 EUR"),
        (7, '0" bps"', "7 bps"),
        (-5, "+0.0;-0.0", "-5.0"),
        (-3, "#,##0;[Red]-#,##0", "-3"),
        (2025, '"FY"0', "FY2025"),
        (2025, "0E", "2025E"),
        (0.5, "# ?/?", "1/2"),
        (2.25, "# ?/?", "2 1/4"),
        (12345, "0.00E+00", "1.23E+04"),
        (125000, "##0.0E+0", "125.0E+3"),
        (5551234567, "(000) 000-0000", "(555) 123-4567"),
        (150, '[>=100]"high";"low"', "high"),
        (0.5, ".00", ".50"),
        (0, "0;(0);\u2013", "–"),
        (5, ";;;", ""),
        (3, "@", "3"),
    ],
)
def test_numbers_are_shown_as_their_format_has_them(value: float, code: str, shown: str):
    assert show_number(value, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (45000, "m/d/yyyy", "3/15/2023"),
        (45000, "[$-409]mmmm d, yyyy;@", "March 15, 2023"),
        (45000, "dddd, mmmm dd, yyyy", "Wednesday, March 15, 2023"),
        (45000, "mmm-yy", "Mar-23"),
        (45000.75, "h:mm AM/PM", "6:00 PM"),
        (45000.5, r"yyyy\-mm\-dd hh:mm:ss", "2023-03-15 12:00:00"),
        (1.5, "[h]:mm", "36:00"),
        (0.5 + 1.25 / 86_400, "mm:ss.00", "00:01.25"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (-5, "m/d/yyyy", "-5"),
        (9e9, "m/d/yyyy", "9000000000"),
    ],
)
def test_dates_and_times_are_shown_as_their_format_has_them(value: float, code: str, shown: str):
    assert show_number(value, code) == shown


def test_a_workbook_of_the_1904_system_counts_from_that_year():
    assert show_number(0, "yyyy-mm-dd", date1904=True) == "1904-01-01"


@pytest.mark.parametrize(("value", "shown"), [(5.0, "5"), (0.1 + 0.2, "0.3"), (1 / 3, "0.333333333"), (1e15, "1E+15"), (-0.0, "0"), (1.5e-10, "1.5E-10")])
def test_general_shows_no_more_digits_than_a_cell_holds(value: float, shown: str):
    assert show_general(value) == shown


def test_text_formats_may_add_words_or_hide_them():
    assert show_text("Draft", '0;-0;0;"("@")"') == "(Draft)"
    assert show_text("Draft", ";;;") == ""
    assert show_text("Draft", "#,##0") == "Draft"


@pytest.mark.parametrize(
    "code", ["", '"', "[", "[>=", "\\", "0" * 5000, ";" * 300, "[$", "E+", ".", "0/0", "#/", "?" * 250 + "/" + "?" * 250, "*", "_", "[h", "0.0.0", "%%%%%0"]
)
def test_a_code_no_program_would_write_never_fails(code: str):
    for value in (0.0, -1.5, 1e300, 5e-324, float("nan"), float("inf")):
        assert isinstance(show_number(value, code), str)


def test_builtin_formats_agree_with_those_openpyxl_knows():
    book = openpyxl.Workbook()
    book.active["A1"].number_format = "0.00%"  # type: ignore[index]
    buffer = io.BytesIO()
    book.save(buffer)
    assert openpyxl.load_workbook(buffer).active["A1"].number_format == BUILTIN[10]  # type: ignore[index]
