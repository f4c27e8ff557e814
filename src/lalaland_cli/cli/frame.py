"""The wrapper that turns a plain function into a Typer command.

A command is a function that returns one answer. The wrapper supplies its parameters of type
`Library`, `Session`, `Asked` or `typer.Context`; all others are options and arguments. It adds a
flag for each form of the answer, presents the answer and turns it into an exit code.
"""

import inspect
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, TypeVar

import typer

from lalaland_cli.cli.options import FORM_FLAGS, SHARED
from lalaland_cli.cli.session import Session
from lalaland_cli.forms import Form
from lalaland_cli.library import Library

_F = TypeVar("_F", bound=Callable[..., Any])

_FORMS = "forms"

# The form that a flag asked for, if any.
Asked = Form | None


def answers(*forms: Form) -> Callable[[_F], _F]:
    """Declare the forms that a command's answer can be asked for in, by a flag each."""

    def note(function: _F) -> _F:
        setattr(function, _FORMS, forms)
        return function

    return note


def _given(
    kind: object, ctx: typer.Context, session: Session, form: Form | None, opened: ExitStack
) -> object:
    if kind is Library:
        return opened.enter_context(session.library())
    return {Session: session, Asked: form}.get(kind, ctx)


def _one_of(flags: dict[Form, bool]) -> Form | None:
    """Return the form whose flag was given. Raises `BadParameter` if several were."""
    given = [form for form, wanted in flags.items() if wanted]
    exclude(*(f"--{form}" for form in given))
    return given[0] if given else None


def exclude(*options: str) -> None:
    """Raise `BadParameter` if more than one of these exclusive options was given."""
    if len(options) > 1:
        raise typer.BadParameter(f"{' and '.join(options[:2])} cannot be combined")


def framed(function: Callable[..., Any]) -> Callable[..., None]:
    """Wrap the function of a command for Typer."""
    own = inspect.signature(function).parameters.values()
    given = [p for p in own if p.annotation in (Library, Session, Asked, typer.Context)]
    forms: tuple[Form, ...] = getattr(function, _FORMS, ())

    def command(ctx: typer.Context, **values: Any) -> None:
        session = ctx.ensure_object(Session)
        form = _one_of({form: values.pop(form) for form in forms})
        values = {n: value for n, value in values.items() if n not in forms and n not in SHARED}
        with ExitStack() as opened:
            for parameter in given:
                values[parameter.name] = _given(parameter.annotation, ctx, session, form, opened)
            code = session.present(function(**values), form)
        if code:
            raise typer.Exit(code)

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter("ctx", keyword, annotation=typer.Context),
        *(p.replace(kind=keyword) for p in own if p not in given),
        *(inspect.Parameter(f, keyword, default=False, annotation=FORM_FLAGS[f]) for f in forms),
        *(inspect.Parameter(n, keyword, default=None, annotation=a) for n, a in SHARED.items()),
    ]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    command.__name__, command.__doc__ = function.__name__, function.__doc__
    return command
