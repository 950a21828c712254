import doctest

import pytest

from krea_widgets._util import price
from krea_widgets._util.price import Price


def test_the_form_in_json():
    written = Price(0.37, exact=False, source="docs").to_json()
    assert written == {"amount": 0.37, "currency": "USD", "exact": False, "source": "docs"}
    assert Price.from_json(written) == Price(0.37, exact=False)
    assert Price.from_json({"amount": 2}) == Price(2, exact=False)


@pytest.mark.parametrize(
    "value",
    [None, 0.37, {}, {"amount": "1"}, {"amount": True}, {"amount": -1}, {"amount": 1e9}, {"amount": float("nan")},
     {"amount": 1, "currency": "POUNDS"}, {"amount": 1, "currency": 3}],
)  # fmt: skip
def test_what_is_not_a_price(value):
    assert Price.from_json(value) is None


def test_the_example():
    assert doctest.testmod(price) == (0, 1)
