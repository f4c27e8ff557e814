"""Canaries for the undocumented parts of Typer that we rely on."""

import inspect

import pytest
import typer
from typer import _completion_classes, _completion_shared
from typer.core import TyperCommand, TyperGroup

from lalaland_cli.cli import typer_internals
from lalaland_cli.cli.app import app, build


@pytest.mark.parametrize("part", ["format_help", "format_usage", "format_options", "format_epilog", "collect_usage_pieces", "get_help_option", "parse_args"])  # fmt: skip
@pytest.mark.parametrize("kind", [TyperCommand, TyperGroup])
def test_methods_we_override_or_call_still_exist(kind, part):
    assert callable(getattr(kind, part))


@pytest.mark.parametrize(
    "part", ["list_commands", "get_command", "resolve_command", "format_commands"]
)
def test_methods_for_the_commands_of_a_group_still_exist(part):
    assert callable(getattr(TyperGroup, part))


def test_a_usage_error_has_its_context():
    command = build("list")
    with pytest.raises(typer.TyperException) as caught:
        command.make_context("list", ["--tag"])
    assert caught.value.ctx.command_path == "list"


def test_the_cleaning_of_completion_text_can_be_overridden():
    assert list(inspect.signature(_completion_classes._sanitize_help_text).parameters) == ["text"]
    assert callable(_completion_classes.completion_init)


def test_completion_scripts_and_shell_detection_still_work():
    parameters = inspect.signature(_completion_shared.get_completion_script).parameters
    assert set(parameters) == {"prog_name", "complete_var", "shell"}
    assert typer_internals.detected_shell() is None or typer_internals.detected_shell()


def test_only_the_requested_command_is_built():
    group = typer.main.get_command(app)
    with group.make_context("lalaland", ["list"]) as context:
        group.resolve_command(context, ["list"])
    assert list(group.commands) == ["list"]
