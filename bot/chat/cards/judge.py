"""What readers are told about the judge: what is sent to which language model."""

from dataclasses import dataclass

from bot.chat.cards.card_context import CardContext


@dataclass(frozen=True, slots=True)
class JudgeNotice:
    """Where the model is: `machine` (the bot's own), `network` (the operator's own) or a host. `sees_private`: whether
    questions in direct messages and with private replies are sent to it, too."""

    place: str
    sees_private: bool


def format_judge_notice(notice: JudgeNotice, context: CardContext) -> str:
    """Say what is sent where, in two sentences."""
    place = notice.place if notice.place in ("machine", "network") else "host"
    host = "" if place != "host" else notice.place
    questions = "all" if notice.sees_private else "public"
    return context.words("judge-notice", {"questions": questions, "place": place, "host": host})
