"""Architecture rules, checked against the source: allowed imports and function length."""

import ast
import re
import statistics
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest
import typer

import lalaland_cli
from tests.conftest import ROOT

PACKAGE = Path(lalaland_cli.__file__).parent

# The subpackages, from the bottom up, each with those it may import besides itself.
MAP = {
    "version": set(),
    "text": set(),
    "errors": {"text"},
    "model": set(),
    "answers": {"errors", "model", "text"},
    "fields": {"model"},
    "claims": {"errors"},
    "system": {"errors", "model", "text"},
    "reading": {"answers", "claims", "errors", "model", "system", "text"},
    "keeping": {"claims", "errors", "fields", "model", "system", "text"},
    "asking": {"answers", "errors", "fields", "keeping", "model", "text"},
    "recalling": {"answers", "errors", "model", "system", "text"},
    "library": {"answers", "asking", "errors", "keeping", "model", "reading", "system", "text", "version"},
    "writing": {"answers", "errors", "library", "model", "reading", "system", "text", "version"},
    "forms": {"answers", "errors", "model", "system", "text"},
    "browsing": {"answers", "errors", "forms", "library", "model", "system", "text", "writing"},
    "cli": {"answers", "browsing", "errors", "fields", "forms", "library", "model", "reading", "recalling", "system", "text", "version", "writing"},
    "__main__": {"cli"},
}  # fmt: skip

# Each library may be imported in one place only.
KNOWS = {
    "typer": "cli",
    "rich": "forms",
    "yaml": "reading",
    "sqlite3": "keeping",
    "platformdirs": "system/folders.py",
    "jinja2": "forms/html.py",
    "resvg_py": "forms/png.py",
    "fsrs": "recalling/schedule.py",
    "genanki": "writing/anki.py",
    "termios": "system/keys.py",
    "textual": "browsing",
}

# Undocumented parts of Typer.
TYPER_INTERNALS = ("typer.core", "typer._completion_classes", "typer._completion_shared")


def modules() -> dict[str, str]:
    """Return the source of every module, by its path in the package."""
    found = {str(path.relative_to(PACKAGE)): path for path in PACKAGE.rglob("*.py")}
    return {name: path.read_text("utf-8") for name, path in sorted(found.items())}


MODULES = modules()


def room(name: str) -> str:
    return name.split("/")[0].removesuffix(".py")


@cache
def imported(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("name", [name for name in MODULES if name != "__init__.py"])
def test_imports_go_one_way(name):
    names = (n.split(".") for n in imported(MODULES[name]) if n.startswith("lalaland_cli."))
    ours = {parts[1] for parts in names} - {room(name), "__version__"}
    assert ours <= MAP[room(name)]


def test_the_import_map_has_no_cycles():
    order = list(MAP)
    for name, below in MAP.items():
        assert all(order.index(other) < order.index(name) for other in below), name


@pytest.mark.parametrize("library", KNOWS)
def test_each_library_is_imported_in_one_place(library):
    users = {n for n, source in MODULES.items() if any(m.split(".")[0] == library for m in imported(source))}  # fmt: skip
    assert users
    assert all(user.startswith(KNOWS[library]) for user in users), users


def test_undocumented_parts_of_typer_are_used_in_one_file():
    users = {n for n, source in MODULES.items() if any(part in source for part in TYPER_INTERNALS)}
    assert users == {"cli/typer_internals.py"}


def test_only_the_keeping_package_contains_sql():
    users = {n for n, source in MODULES.items() if re.search(r"\b(SELECT|INSERT|DELETE) ", source)}
    assert {room(user) for user in users} == {"keeping"}


def test_only_user_facing_packages_suggest_commands():
    advice = re.compile(r"`lalaland |--any|--file|-o PATH")
    rooms = {room(n) for n, source in MODULES.items() for text in strings(source) if advice.search(text)}  # fmt: skip
    assert rooms <= {"cli", "forms", "writing"}  # the last two put commands in pages and new files


def strings(source: str):
    """Yield the string literals in the code, except docstrings."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {id(n.body[0].value) for n in ast.walk(tree) if isinstance(n, documented) and n.body and isinstance(n.body[0], ast.Expr)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_every_module_has_a_docstring():
    silent = [n for n, source in MODULES.items() if source.strip() and not ast.get_docstring(ast.parse(source))]  # fmt: skip
    assert silent == []


def functions():
    for name, source in MODULES.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                yield f"{name}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


@pytest.mark.unmeasured
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
    # Only for unmeasured tests: coverage loads more modules than the program does.
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, timeout=60)
    code, *names = result.stderr.decode().split("\n")
    assert code == "0"
    return set(names)


SLOW = {
    *("yaml", "json", "asyncio", "pydantic", "pygments", "markdown_it", "rich.markdown"),
    *("rich.syntax", "rich.table", "rich.panel", "rich.progress", "rich.traceback"),
    *("typer.rich_utils", "importlib.resources", "importlib.metadata", "jinja2"),
    *("lalaland_cli.reading.parse", "lalaland_cli.reading.schema", "lalaland_cli.keeping.writer"),
    *("textual", "lalaland_cli.browsing.app", "lalaland_cli.cli.browse"),
    *("resvg_py", "lalaland_cli.forms.html", "lalaland_cli.forms.card", "lalaland_cli.cli.share"),
    *("lalaland_cli.writing.new", "lalaland_cli.cli.completion"),
    *(
        "fsrs",
        "genanki",
        "dataclasses",
        "lalaland_cli.recalling.schedule",
        "lalaland_cli.cli.recall",
    ),
}


@pytest.mark.unmeasured
@pytest.mark.parametrize("command", [["show", "failure"], ["list"], ["today"], ["random-lesson"], ["search", "failure"]], ids=" ".join)  # fmt: skip
def test_nothing_slow_is_loaded_when_the_index_is_warm(command):
    modules_of(*command)
    loaded = modules_of("--color", "always", *command)
    assert loaded & SLOW - of_newer_typer() == set()


def of_newer_typer() -> set[str]:
    """Return the modules that Typer loads from 0.29 on, which is why we stay below that."""
    if tuple(map(int, typer.__version__.split(".")[:2])) < (0, 29):
        return set()
    code = (
        "import runpy, sys\n"
        "sys.argv = ['baseline']\n"
        "try: runpy.run_path('benchmarks/baseline.py', run_name='__main__')\n"
        "finally: print(*sys.modules)\n"
    )
    command = [sys.executable, "-c", code]
    return set(subprocess.check_output(command, text=True, cwd=ROOT).split())


@pytest.mark.unmeasured
def test_a_cached_due_count_loads_neither_rich_nor_the_scheduler(home):
    home.mkdir()
    line = '{"v": 1, "theme": "la-la-land/dreams", "rating": 3, "time": "2026-11-25"}'
    (home / "recall.jsonl").write_text(line, encoding="utf-8")
    time.sleep(0.2)  # until the log is old enough for its timestamps to be trusted
    assert "fsrs" in modules_of("recall", "--due")
    loaded = modules_of("recall", "--due")
    assert loaded & (SLOW | {"rich.console", "termios"}) == {"json", "lalaland_cli.cli.recall"}


@pytest.mark.unmeasured
def test_a_piped_list_does_not_load_rich():
    modules_of("list")
    assert "rich.console" not in modules_of("list")


def test_public_names_exist_and_are_documented():
    for name in lalaland_cli.__all__:
        value = getattr(lalaland_cli, name)
        assert name in {"FIELDS", "__version__"} or value.__doc__
    assert dir(lalaland_cli) == sorted(lalaland_cli.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nope'"):
        lalaland_cli.nope  # noqa: B018


def test_the_map_in_contributing_matches_the_package():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z_]+(?:/|\.py))`", row)}
    rooms = {f"{path.name}/" for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    files = {path.name for path in PACKAGE.glob("*.py")} - {
        "__init__.py",
        "__main__.py",
        "version.py",
    }
    assert named == rooms | files
