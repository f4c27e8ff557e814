"""The plan of the house, read off the source: who imports whom, and how long things are."""

import ast
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import lalaland_cli
from tests.conftest import ROOT, unmeasured

PACKAGE = Path(lalaland_cli.__file__).parent
MODULES = sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__")

# Each module may import those before it in its own line, and nothing of ours besides.
MAY_IMPORT = {
    "errors": set(),
    "version": set(),
    "chance": set(),
    "shape": set(),
    "words": set(),
    "model": {"errors"},
    "schema": {"shape"},
    "sources": {"errors", "model", "shape"},
    "parse": {"errors", "model", "shape", "words"},
    "index": {"errors", "model", "shape", "words"},
    "cache": {"index", "model"},
    "excerpt": {"model", "words"},
    "export": {"errors", "model", "shape", "survey"},  # the last for a type
    "library": {"cache", "chance", "errors", "excerpt", "index", "model", "parse", "sources", "version", "words"},
    "checking": {"errors", "library", "model", "sources"},
    "survey": {"errors", "library", "sources"},
    "starter": {"errors", "schema", "shape", "version", "words"},
    "render": {"export", "model", "shape", "survey"},
    "terminal": {"errors", "shape"},
    "usage": {"terminal"},
}  # fmt: skip
MAY_IMPORT["cli"] = set(MAY_IMPORT)
MAY_IMPORT["__main__"] = {"cli"}

# Whoever knows one of these is the only one who does.
KNOWS = {
    "typer": {"cli", "usage"},
    "rich": {"render", "terminal"},
    "yaml": {"parse"},
    "sqlite3": {"index", "cache"},  # the cache names its errors and connections, and has no SQL
    "platformdirs": {"cache", "sources"},
}


def imported(module: str) -> set[str]:
    tree = ast.parse((PACKAGE / f"{module}.py").read_text("utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_one_way(module):
    ours = {name.split(".")[1] for name in imported(module) if name.startswith("lalaland_cli.")}
    assert ours <= MAY_IMPORT[module]


@pytest.mark.parametrize("library", KNOWS)
def test_each_library_is_known_in_one_place(library):
    users = {m for m in MODULES if any(n.split(".")[0] == library for n in imported(m))}
    assert users <= KNOWS[library]


def test_only_the_index_speaks_sql():
    for module in set(MODULES) - {"index"}:
        text = (PACKAGE / f"{module}.py").read_text("utf-8")
        assert "SELECT " not in text
        assert "INSERT " not in text


def functions():
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield f"{path.name}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_functions_are_short():
    lengths = dict(functions())
    assert {name: lines for name, lines in lengths.items() if lines > 50} == {}
    assert statistics.median(lengths.values()) <= 10


def modules_of(*arguments: str) -> set[str]:
    code = (
        "import sys\n"
        f"sys.argv = ['lalaland', *{list(arguments)!r}]\n"
        "from lalaland_cli.__main__ import main\n"
        "code = main()\n"
        "sys.stderr.write('\\n'.join([str(code), *sys.modules]))\n"
    )
    # Whoever measures coverage loads more than the program does.
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, timeout=60, env=unmeasured())
    code, *names = result.stderr.decode().split("\n")
    assert code == "0"
    return set(names)


SLOW = {
    *("yaml", "json", "asyncio", "pydantic", "pygments", "markdown_it", "rich.markdown"),
    *("rich.syntax", "rich.table", "rich.panel", "rich.progress", "rich.traceback"),
    *("typer.rich_utils", "importlib.resources", "importlib.metadata", "jinja2"),
    *("lalaland_cli.parse", "lalaland_cli.schema", "lalaland_cli.starter"),
}


@pytest.mark.parametrize("command", [["show", "failure"], ["list"], ["today"], ["random-lesson"], ["search", "failure"]], ids=" ".join)  # fmt: skip
def test_nothing_slow_is_loaded_once_the_index_is_warm(command):
    modules_of(*command)
    loaded = modules_of("--color", "always", *command)
    assert loaded & SLOW - of_newer_typer() == set()


def of_newer_typer() -> set[str]:
    """What Typer itself loads from 0.29 on, which is why the package stays below that."""
    if tuple(map(int, typer.__version__.split(".")[:2])) < (0, 29):
        return set()
    code = (
        "import runpy, sys\n"
        "sys.argv = ['floor']\n"
        "try: runpy.run_path('benchmarks/floor.py', run_name='__main__')\n"
        "finally: print(*sys.modules)\n"
    )
    command = [sys.executable, "-c", code]
    return set(subprocess.check_output(command, text=True, cwd=ROOT).split())


def test_a_plain_list_needs_no_rich():
    modules_of("list")
    assert "rich.console" not in modules_of("list")


def test_the_public_names_are_there_and_documented():
    for name in lalaland_cli.__all__:
        value = getattr(lalaland_cli, name)
        assert name in {"FIELDS", "__version__"} or value.__doc__
    assert dir(lalaland_cli) == sorted(lalaland_cli.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nope'"):
        lalaland_cli.nope  # noqa: B018
