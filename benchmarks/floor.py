"""The floor: the least that a Typer program which prints through Rich can take."""

import typer

app = typer.Typer()


@app.command()
def main(name: str = "floor") -> None:
    """Print one line."""
    from rich.console import Console

    Console(force_terminal=True).print(f"[bold]{name}[/bold]")


if __name__ == "__main__":
    app()
