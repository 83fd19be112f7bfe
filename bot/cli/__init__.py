"""The command line, `nutgraf`.

- `commands`: the program, with the commands that run the bot. `archive_commands`, `digest_commands`, `export_commands`,
  `feed_commands`, `maintenance_commands`: the other commands, by what they are for.
- `options`, `environment`, `load`, `judge`: what commands share: options, settings, the archive, the judge.
- `actions`: what each command does.
- `diagnosis`, `discord_checks`: the checks of `doctor`.
- `render`, `console`, `json_output`: print results on the terminal, or as JSON.
"""

import os
import sys
import traceback


def main() -> None:
    """Run the console script and exit: 0 fine, 1 failed, 2 wrong usage, 78 bad configuration, 130 interrupted."""
    # Imported here so that importing this package costs nothing.
    from bot.cli.commands import app  # noqa: PLC0415

    try:
        app(prog_name="nutgraf")
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The program that read our output has closed the pipe, so the interpreter must not flush the rest there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - print one sentence, and the traceback only if asked
        _print_failure(error)
        sys.exit(1)


def _print_failure(error: Exception) -> None:
    from bot.cli.environment import DOTENV  # noqa: PLC0415
    from bot.logs import redact  # noqa: PLC0415
    from bot.settings.checks import SettingsError, find_secrets  # noqa: PLC0415
    from bot.settings.sources import merge_environment  # noqa: PLC0415

    try:
        environ = merge_environment(os.environ, DOTENV)
    except SettingsError:
        environ = dict(os.environ)
    if os.environ.get("LOG_LEVEL", "").casefold() == "debug":
        text = "".join(traceback.format_exception(error))
    else:
        text = f"nutgraf failed: {type(error).__name__}: {error}\nLOG_LEVEL=debug shows where. Please report it.\n"
    sys.stderr.write(redact(text, find_secrets(environ)).encode("utf-8", "backslashreplace").decode())
