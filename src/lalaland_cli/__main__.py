"""`python -m lalaland_cli`, and what the `lalaland` script calls."""

import gc
import sys


def main() -> int:
    """Run the command line and return the exit code."""
    # A run is too short for the collector to find anything worth its time, which was a tenth of
    # the whole; its last round, over everything there is, at the end, was twice as much again.
    gc.disable()
    try:
        from lalaland_cli.cli import app

        return app.run(sys.argv[1:])
    except KeyboardInterrupt:
        return 130
    finally:
        gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
