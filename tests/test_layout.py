"""The code keeps to the limits of the house, and the documents to the commands that exist."""

import ast
from collections.abc import Mapping, Sequence

import pytest

from tests.commands import commands_in, exists
from tests.conftest import ROOT

PACKAGES = ("qa", "eval", "bench", "training")
MODULES = {str(path.relative_to(ROOT)): path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))}
PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = [(page.name, command) for page in PAGES for command in commands_in(page.read_text(encoding="utf-8"))]

Function = ast.FunctionDef | ast.AsyncFunctionDef
Functions = Sequence[tuple[str, Function]]


@pytest.fixture(scope="module")
def trees() -> Mapping[str, ast.Module]:
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


@pytest.fixture(scope="module")
def functions(trees: Mapping[str, ast.Module]) -> Functions:
    found = [(name, node) for name, tree in trees.items() for node in ast.walk(tree)]
    return [(f"{name}:{node.lineno} {node.name}", node) for name, node in found if isinstance(node, Function)]


def test_a_module_opens_with_a_docstring(trees: Mapping[str, ast.Module]) -> None:
    assert [name for name, tree in trees.items() if not ast.get_docstring(tree)] == []


def test_a_function_has_at_most_40_lines(functions: Functions) -> None:
    assert [name for name, node in functions if (node.end_lineno or 0) - node.lineno + 1 > 40] == []


def paths(function: Function) -> int:
    """McCabe's complexity as radon counts it: conditions within expressions and comprehensions are paths, too."""
    steps = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Assert, ast.match_case)
    nodes = list(ast.walk(function))
    conditions = sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))
    loops = sum(1 + len(node.ifs) for node in nodes if isinstance(node, ast.comprehension))
    return 1 + sum(isinstance(node, steps) for node in nodes) + conditions + loops


def test_a_function_has_at_most_ten_paths(functions: Functions) -> None:
    assert {name: paths(node) for name, node in functions if paths(node) > 10} == {}


def test_no_function_takes_arguments_that_it_does_not_name(functions: Functions) -> None:
    assert [name for name, node in functions if node.args.kwarg] == []


def test_no_function_imports(functions: Functions) -> None:
    imports = (ast.Import, ast.ImportFrom)
    assert [name for name, node in functions if any(isinstance(inner, imports) for inner in ast.walk(node))] == []


@pytest.mark.parametrize(("page", "command"), COMMANDS)
def test_a_command_in_the_documents_exists(page: str, command: list[str]) -> None:
    assert exists(command), f"{page} names `qa {' '.join(command)}`"


@pytest.mark.parametrize("command", [["nonsense"], ["ask", "--nonsense"], ["articles", "nonsense"]])
def test_a_command_that_does_not_exist_is_found_out(command: list[str]) -> None:
    assert not exists(command)
