"""Ids on the settings of a server, and on what is stored about a server or a person."""

import re
from typing import Literal, get_args

from bot.chat.custom_ids.grammar import CustomId

SettingName = Literal["mentions", "private", "feedback"]
"""A setting of a server that is on or off."""


CHANNELS_ID, SERVER_ZONE_ID = "n1:channels", "n1:serverzone"


class ForgetId(CustomId, frozen=True):
    """The button that deletes what is stored."""

    template = re.compile(r"n1:forget:(?P<owner>me|server)")
    owner: Literal["me", "server"]


class SettingId(CustomId, frozen=True):
    """The button that turns a setting of the server on or off."""

    template = re.compile(rf"n1:setting:(?P<name>{'|'.join(get_args(SettingName))}):(?P<state>on|off)")
    name: SettingName
    state: Literal["on", "off"]


class ChannelsId(CustomId, frozen=True):
    """The menu that sets the channels in which the bot answers."""

    template = re.compile("n1:channels")


class ServerZoneId(CustomId, frozen=True):
    """The menu that sets the time zone of the server."""

    template = re.compile("n1:serverzone")


def build_forget_id(owner: Literal["me", "server"]) -> str:
    """Return the id of the button that deletes what is stored."""
    return f"n1:forget:{owner}"


def build_setting_id(name: SettingName, *, is_on: bool) -> str:
    """Return the id of the button that turns a setting of the server on or off."""
    return f"n1:setting:{name}:{'on' if is_on else 'off'}"
