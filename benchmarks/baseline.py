"""The baseline: the smallest Typer program that prints through Rich.

It disables the garbage collector as lalaland does, so that the ratio measures the rest.
"""

import gc

gc.disable()

import typer  # noqa: E402 - nothing may come before

app = typer.Typer()


@app.command()
def main(name: str = "baseline") -> None:
    """Print one line."""
    from rich.console import Console

    Console(force_terminal=True).print(f"[bold]{name}[/bold]")


if __name__ == "__main__":
    try:
        app()
    finally:
        gc.freeze()
