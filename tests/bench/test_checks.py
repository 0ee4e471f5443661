"""What a check is worth is what it refuses, and what nothing else would refuse."""

from bench.checks import ALL, Checked, alone, refused

NUMBERS, NAMES = frozenset({"numbers"}), frozenset({"names"})
CHECKED = [
    Checked("one", False, (NUMBERS,)),
    Checked("one", False, (NUMBERS | NAMES,)),
    Checked("two", False, (NUMBERS, frozenset())),
    Checked("two", False, (NUMBERS, NAMES)),
    Checked("two", True, (NAMES,)),
    Checked("two", True, ()),
]


def test_a_sentence_is_refused_where_a_check_objects_beside_all_quotes_that_are_tried() -> None:
    assert refused(CHECKED, ALL, follows=False) == 3
    assert refused(CHECKED, ALL, follows=True) == 1


def test_a_check_refuses_where_it_objects_to_what_is_refused() -> None:
    assert [each.is_refused_with("numbers") for each in CHECKED] == [True, True, False, True, False, False]


def test_a_check_alone_refuses_what_would_pass_without_it() -> None:
    assert alone(CHECKED, "numbers", follows=False) == 2
    assert alone(CHECKED, "names", follows=False) == 1
    assert alone(CHECKED, "names", follows=True) == 1
