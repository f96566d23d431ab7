"""The `comp` command: thin, one module per subcommand.

It reads arguments, calls a room, shows its result or its diagnostics and sets the exit code. It must not hold
a rule of its own; it is also the one place besides `api` that may ask the clock and pass the time on.
"""

from comp.cli.group import main

__all__ = ["main"]
