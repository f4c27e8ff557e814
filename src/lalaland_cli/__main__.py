"""`python -m lalaland_cli`, and what the `lalaland` script calls."""

import gc
import signal
import sys

# What ends a program from outside: it gets the time to leave nothing half made behind.
_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")


def main() -> int:
    """Run the command line and return the exit code."""
    # A run is too short for the collector to find anything worth its time, which was a tenth of
    # the whole; its last round, over everything there is, at the end, was twice as much again.
    gc.disable()
    try:
        for name in _ENDING:
            if hasattr(signal, name):  # Windows has not all of them
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
