"""`health`: report whether the running bot is well."""

from bot.cli.environment import get_current_time, open_output, read_settings
from bot.cli.json_output import write_json
from bot.health import judge_heartbeat, read_heartbeat


def show_health(*, as_json: bool) -> int:
    """Print whether the running bot is well. Return 1 if it is not."""
    is_well, message = judge_heartbeat(read_heartbeat(read_settings().health_path), now=get_current_time())
    if as_json:
        write_json({"well": is_well, "said": message})
    else:
        open_output().print_line(message)
    return 0 if is_well else 1
