import pytest

from krea_widgets._util.price import money
from krea_widgets._util.text import clock_time, ellipsis, one_line, size_text


@pytest.mark.parametrize(("text", "short"), [("", ""), ("12345678", "12345678"), ("123456 89", "123456…")])
def test_an_ellipsis_is_within_the_limit(text, short):
    assert ellipsis(text, 8) == short


def test_one_line_is_shortened_without_its_white_space():
    assert one_line(" a\n\t b  c ", 5) == "a b c"
    assert one_line("a  b  c  d", 6) == "a b c…"


def test_prices():
    assert [money(0.366, exact=False), money(0.0525), money(3, "EUR")] == ["about $0.37", "$0.053", "3.00 EUR"]
    assert [money(0), money(0.1), money(0.0999)] == ["$0.00", "$0.10", "$0.100"]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (42.9, "0:42"), (94, "1:34"), (3723, "1:02:03"), (-1, "0:00")]
)
def test_times(seconds, text):
    assert clock_time(seconds) == text


def test_sizes():
    assert size_text(3_140_000) == "3.1 MB"
    assert size_text(12_400_000, done=1_300_000) == "1 of 12 MB"
    assert size_text(840_000, done=0) == "0 of 840 KB"
