"""The command line, `nutgraf`: `commands` defines them, `actions` carries them out, `render` prints the results."""

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
        # The reader of our output has closed it, so there is nobody to flush the rest to when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - print one sentence, and the traceback only if asked
        _print_failure(error)
        sys.exit(1)


def _print_failure(error: Exception) -> None:
    from bot.cli.environment import DOTENV  # noqa: PLC0415
    from bot.logs import redact  # noqa: PLC0415
    from bot.setting_checks import SettingsError, find_secrets  # noqa: PLC0415
    from bot.setting_sources import merge_environment  # noqa: PLC0415

    try:
        environ = merge_environment(os.environ, DOTENV)
    except SettingsError:
        environ = dict(os.environ)
    if os.environ.get("LOG_LEVEL", "").casefold() == "debug":
        text = "".join(traceback.format_exception(error))
    else:
        text = f"nutgraf failed: {type(error).__name__}: {error}\nLOG_LEVEL=debug shows where. Please report it.\n"
    sys.stderr.write(redact(text, find_secrets(environ)).encode("utf-8", "backslashreplace").decode())
