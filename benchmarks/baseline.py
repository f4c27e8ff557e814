"""The baseline: the least that a Typer program which prints through Rich can take.

It leaves out the garbage collector just as lalaland does, so that the ratio speaks of the rest.
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
