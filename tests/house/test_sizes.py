"""Small and even: the sizes that the house rules give."""

from __future__ import annotations

from statistics import median, quantiles

from house.sources import functions, length, modules, short, tracked


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_longer_than_500_lines_and_no_test_either():
    found = [path for path in tracked() if path.suffix == ".py"]
    assert [f"{short(path)}: {lines(path)}" for path in found if lines(path) > 500] == []


def test_half_of_the_modules_are_at_most_120_lines_and_nine_in_ten_at_most_350():
    counts = [lines(path) for path in modules()]
    assert median(counts) <= 120
    assert quantiles(counts, n=10)[-1] <= 350


def test_no_function_is_longer_than_60_lines():
    found = [
        f"{short(path)}:{node.lineno} {node.name}: {length(node)}"
        for path in modules()
        for node in functions(path)
        if length(node) > 60
    ]
    assert found == []


def test_half_of_the_functions_are_at_most_8_lines_and_nine_in_ten_at_most_25():
    counts = [length(node) for path in modules() for node in functions(path)]
    assert median(counts) <= 8
    assert quantiles(counts, n=10)[-1] <= 25
