"""The sdist and the wheel: their exact contents, and that they work outside the checkout."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from lalaland_cli import __version__
from tests.conftest import ROOT

NAME = f"lalaland_cli-{__version__}"

pytestmark = pytest.mark.xdist_group("packaging")  # so that the archives are built once


@pytest.fixture(scope="module")
def dist(tmp_path_factory) -> Path:
    """Both archives, built as a user would, with the installed build tools."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


def tracked(*folders: str) -> set[str]:
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--", *folders]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {name for name in listed.split("\0") if name}


def test_the_wheel_contains_the_package_and_the_lessons(dist):
    with zipfile.ZipFile(dist / f"{NAME}-py3-none-any.whl") as wheel:
        names = set(wheel.namelist())
    package = {name.removeprefix("src/") for name in tracked("src")}
    info = {f"{NAME}.dist-info/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "licenses/src/lalaland_cli/forms/letters.LICENSE")}  # fmt: skip
    manual = f"{NAME}.data/data/share/man/man1/lalaland.1"
    assert names == package | {"lalaland_cli/data/lessons.yaml", manual} | info
    assert "lalaland_cli/py.typed" in names


@pytest.mark.skipif(not shutil.which("man"), reason="man is not installed here")
def test_the_manual_is_found_after_installation(dist, tmp_path):
    environment, programs = tmp_path / "lalaland-cli", tmp_path / ".local/bin"
    venv.create(environment)
    pip = [sys.executable, "-m", "pip", "--python", str(environment), "install", "--quiet"]
    wheel = str(dist / f"{NAME}-py3-none-any.whl")
    subprocess.run([*pip, "--no-deps", "--no-index", wheel], check=True, capture_output=True)

    def found(folder, before="") -> str:
        environ = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(tmp_path)}
        environ.pop("MANPATH", None)
        look = ["sh", "-c", f"{before}man -w lalaland"]
        return subprocess.run(look, capture_output=True, text=True, env=environ).stdout.strip()

    manual = f"{environment}/share/man/man1/lalaland.1"
    assert found(environment / "bin") == manual

    # Like `uv tool install`, which links only the program into a folder on the path.
    programs.mkdir(parents=True)
    (programs / "lalaland").symlink_to(environment / "bin/lalaland")
    (programs / "uv").write_text(f"#!/bin/sh\n[ \"$*\" = 'tool dir' ] && echo '{tmp_path}'\n")
    (programs / "uv").chmod(0o755)
    assert not found(programs)
    links = re.search(r"(mkdir -p \S+\n)(ln -sf .*\n)", (ROOT / "README.md").read_text())
    assert Path(found(programs, "".join(links.groups()))).resolve() == Path(manual)


def test_the_sdist_contains_everything_needed_to_build_and_test(dist):
    with tarfile.open(dist / f"{NAME}.tar.gz") as sdist:
        names = {member.name.removeprefix(f"{NAME}/") for member in sdist if member.isfile()}
    folders = ("src", "data", "tests", "benchmarks", "docs")
    single = {
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
        "SECURITY.md",
        "pyproject.toml",
    }
    assert names == tracked(*folders) | single | {"PKG-INFO", ".gitignore"}


def test_the_metadata_is_complete(dist):
    with zipfile.ZipFile(dist / f"{NAME}-py3-none-any.whl") as wheel:
        metadata = wheel.read(f"{NAME}.dist-info/METADATA").decode()
    for line in ("Name: lalaland-cli", "License-Expression: MIT AND OFL-1.1", "Requires-Python: >=3.11", "Classifier: Typing :: Typed"):  # fmt: skip
        assert f"{line}\n" in metadata


@pytest.mark.unmeasured
@pytest.mark.parametrize("kind", ["wheel", "sdist"])
@pytest.mark.parametrize(
    ("command", "written"),
    [
        (["show", "failure"], "Failure is not the end"),
        (["publish", "-o", "-"], "@media print"),
        (["card", "failure", "-o", "-"], "Failure is not the end"),
    ],
    ids=["show", "publish", "card"],
)
def test_it_works_from_another_folder(kind, command, written, dist, tmp_path):
    site = tmp_path / "site"
    if kind == "wheel":
        with zipfile.ZipFile(dist / f"{NAME}-py3-none-any.whl") as wheel:
            wheel.extractall(site)
    else:
        with tarfile.open(dist / f"{NAME}.tar.gz") as sdist:
            sdist.extractall(tmp_path / "s", filter="data")
        site = tmp_path / "s" / NAME / "src"
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r}); import lalaland_cli, runpy;"
        f"assert lalaland_cli.__file__.startswith({str(tmp_path)!r});"
        f"sys.argv = ['lalaland', *{command!r}]; runpy.run_module('lalaland_cli', run_name='__main__')"
    )  # fmt: skip
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
    assert written in result.stdout
