"""The entry point of `python -m lalaland_cli` and of the `lalaland` script."""

import gc
import signal
import sys

# Signals that end the program, handled so that it leaves nothing half-made behind.
_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")


def main() -> int:
    """Run the command line and return the exit code."""
    # A run is too short for the garbage collector to be worth a tenth of its time; the final
    # collection at exit, over all objects, took twice as long again.
    gc.disable()
    try:
        for name in _ENDING:
            if hasattr(signal, name):  # Windows lacks some of them
                signal.signal(getattr(signal, name), _end)
        from lalaland_cli.cli import app

        return app.run(sys.argv[1:])
    except KeyboardInterrupt:
        return 130
    finally:
        gc.freeze()


def _end(number: int, _frame: object) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
