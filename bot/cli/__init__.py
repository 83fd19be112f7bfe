"""The command line, `nutgraf`: one module for each family of commands, and the rendering that they share."""

import os
import sys
import traceback


def main() -> None:
    """The console script. Ends the process: 0 fine, 1 failed, 2 wrong usage, 78 bad configuration, 130 interrupted."""
    # Imported here, so that importing this package costs nothing.
    from bot.cli.commands import app  # noqa: PLC0415

    try:
        app(prog_name="nutgraf")
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has read enough. Nothing is left to be flushed to them when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - an operator gets a sentence; the traceback where they ask for it
        _fail(error)


def _fail(error: Exception) -> None:
    from bot.logs import redact  # noqa: PLC0415

    secrets = [os.environ[name] for name in ("DISCORD_TOKEN",) if os.environ.get(name)]
    if os.environ.get("LOG_LEVEL", "").casefold() == "debug":
        said = "".join(traceback.format_exception(error))
    else:
        said = f"nutgraf failed: {type(error).__name__}: {error}\nLOG_LEVEL=debug shows where. Please report it.\n"
    sys.stderr.write(redact(said, secrets).encode("utf-8", "backslashreplace").decode())
    sys.exit(1)
