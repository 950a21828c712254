"""A value is made once for all that use it at the same time, and kept no longer."""

import gc
import threading
import time

import pytest

from krea_widgets._util.shared_values import SharedValues


class Value:
    """Something that can be weakly referred to."""


def test_a_value_is_made_once_while_it_is_used():
    shared, made = SharedValues(), []

    def make():
        made.append(1)
        return Value()

    first = shared.get("a", make)
    assert shared.get("a", make) is first
    assert shared.get("b", make) is not first
    del first
    gc.collect()
    shared.get("a", make)
    assert len(made) == 3


def test_threads_wait_for_the_one_that_makes_it():
    shared, made, found = SharedValues(), [], []

    def make():
        made.append(1)
        time.sleep(0.05)
        return Value()

    threads = [threading.Thread(target=lambda: found.append(shared.get("a", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(found) == 8
    assert len(set(map(id, found))) == 1


def test_an_error_is_not_kept():
    shared = SharedValues()
    with pytest.raises(ZeroDivisionError):
        shared.get("a", lambda: 1 / 0)
    assert isinstance(shared.get("a", Value), Value)
