"""What `/digest` and `/mydigest` do alike: whose digest is meant, and the way from options to a card."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import discord
from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.chat.cards import digest as digests
from bot.chat.cards import edition as editions
from bot.chat.cards.card_context import Look
from bot.chat.digests import permissions as places
from bot.chat.digests.options import Wishes, understood
from bot.chat.session import respond as replies
from bot.chat.session.context import Chat, client_of
from bot.chat.session.errors import ReaderError
from bot.chat.session.respond import Card, Interaction
from bot.digests.digest import Digest, run_of
from bot.digests.editions.compose import Composed
from bot.digests.schedules import zones
from bot.digests.service import MOST_OF_PERSON, MOST_OF_SERVER, DigestService, times

RUNS_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose digests a command is about: a server's, or, where that is None, a person's own."""

    server: int | None
    person: int

    def owns(self, digest: Digest) -> bool:
        """Whether a digest is theirs."""
        return digest.server == self.server and (self.server is not None or digest.creator == self.person)


def of_server(interaction: Interaction) -> Whose:
    """The digests of the server that the command was used in."""
    return Whose(interaction.guild_id, interaction.user.id)


def of_person(interaction: Interaction) -> Whose:
    """The person's own."""
    return Whose(None, interaction.user.id)


def office_of(chat: Chat) -> DigestService:
    """The office. Raises `ReaderError` where there is none."""
    if chat.office is None:
        raise ReaderError(Remark("digest-off"))
    return chat.office


async def meant(chat: Chat, whose: Whose, said: str | None) -> Digest:
    """The digest that an option names; the only one where it was left out. Raises `ReaderError`."""
    office = office_of(chat)
    if said is None:
        every = await office.of(whose.server, whose.person)
        if len(every) == 1:
            return every[0]
        raise ReaderError(Remark("digest-which" if every else "digest-none"))
    found = await office.get(int(said)) if said.isascii() and said.isdigit() and len(said) < 19 else None  # noqa: PLR2004
    if found is None or found.state == "draft" or not whose.owns(found):
        raise ReaderError(Remark("digest-none"))
    return found


async def create(
    chat: Chat, interaction: Interaction, whose: Whose, wishes: Wishes, *, channel: int = 0, role: int | None = None
) -> None:
    """Show what would be set up, to be saved by a button."""

    async def work() -> Card:
        office, now = office_of(chat), chat.clock()
        every = await office.of(whose.server, whose.person)
        most = MOST_OF_PERSON if whose.server is None else MOST_OF_SERVER
        if len(every) >= most:
            raise ReaderError(Remark("digest-too-many", {"count": most}))
        fields = await chat.run(lambda: understood(wishes, chat.desk(), now))
        known = await office.zone(whose.server, whose.person)
        locale = interaction.guild_locale if whose.server is not None else interaction.locale
        made = Digest(
            id=0,
            server=whose.server,
            channel=channel,
            creator=whose.person,
            role=role,
            locale=locale.value if locale else "",
            **{"zone": known, **fields},  # pyright: ignore[reportArgumentType] - as `understood` has them
        )
        if made.zone and not known:
            await office.set_zone(whose.server, whose.person, made.zone)
        return await drafted(chat, interaction, await office.draft(made, now))

    await replies.privately(chat, interaction, work())


async def drafted(chat: Chat, interaction: Interaction, made: Digest) -> Card:
    """A draft: its next times, what stands in its way, the buttons; the time zone first, where there is none."""
    if not made.zone:
        offered = await chat.run(lambda: zones.suggest("", chat.clock()))
        return lambda look: digests.digest(made, (), look, lead=look.words("digest-draft"), zones=offered)
    due = times(made, chat.clock())
    return lambda look: digests.digest(
        made,
        due,
        look,
        lead=look.words("digest-draft"),
        warnings=tuple(places.obstacles(made, interaction.guild, look)),
        acts=("save", "cancel"),
    )


def whole(interaction: Interaction, shown: Digest, now: datetime, message: str) -> Card:
    """A digest as it is now, under what just happened to it (a message of the catalogue)."""
    due = times(shown, now) if shown.state == "active" else ()
    return lambda look: digests.digest(
        shown,
        due,
        look,
        lead=look.words(message),
        warnings=tuple(places.obstacles(shown, interaction.guild, look)),
    )


async def edit(
    chat: Chat,
    interaction: Interaction,
    whose: Whose,
    said: str | None,
    wishes: Wishes,
    other: dict[str, object],
) -> None:
    """Change what was named, and show the digest. `other`: further fields."""

    async def work() -> Card:
        office, now = office_of(chat), chat.clock()
        before = await meant(chat, whose, said)
        fields = await chat.run(lambda: understood(wishes, chat.desk(), now))
        changed = replace(before, **fields, **other)
        kept = await (office.start(changed, now) if changed.state == "active" else office.keep(changed))
        if kept is None:
            raise ReaderError(Remark("digest-none"))
        client_of(interaction).wake()
        return whole(interaction, kept, now, "digest-changed")

    await replies.privately(chat, interaction, work())


async def listed(chat: Chat, interaction: Interaction, whose: Whose) -> None:
    """All of them."""

    async def work() -> Card:
        every = await office_of(chat).of(whose.server, whose.person)
        return lambda look: digests.listing(every, look, mine=whose.server is None)

    await replies.privately(chat, interaction, work())


async def preview(chat: Chat, interaction: Interaction, whose: Whose, said: str | None) -> None:
    """The very post that would go out now; then, why each article is in it or out of it."""
    reasons: list[Composed] = []

    async def work() -> Card:
        shown = await meant(chat, whose, said)
        now = chat.clock()
        composed = await office_of(chat).composed(shown, now)
        reasons.append(composed)
        return lambda look: _post(chat, shown, composed, look)

    await replies.privately(chat, interaction, work())
    for composed in reasons:
        look = Look(chat.words(interaction.locale), chat.desk().archive, chat.clock(), private=True)
        view = digests.reasons(composed.candidates, look)
        view.stop()
        await replies.surely(lambda view=view: interaction.followup.send(view=view, ephemeral=True))


def _post(chat: Chat, shown: Digest, composed: Composed, look: Look) -> discord.ui.LayoutView:
    if not composed.edition.entries:
        return digests.said(look.words("preview-nothing"))
    # As it goes out: in the digest's own language, and nobody's reply.
    own = Look(chat.words_of(shown.locale), look.archive, look.now)
    return editions.edition(composed.edition, shown, run_of(shown, look.now), own)


async def pause(chat: Chat, interaction: Interaction, whose: Whose, said: str | None) -> None:
    """Send no more of it."""

    async def work() -> Card:
        shown = await meant(chat, whose, said)
        if shown.state != "active":
            raise ReaderError(Remark("digest-not-active"))
        kept = await office_of(chat).pause(shown)
        client_of(interaction).wake()
        return whole(interaction, kept or shown, chat.clock(), "digest-paused-now")

    await replies.privately(chat, interaction, work())


async def resume(chat: Chat, interaction: Interaction, whose: Whose, said: str | None) -> None:
    """Send it again."""

    async def work() -> Card:
        shown = await meant(chat, whose, said)
        if shown.state == "active":
            raise ReaderError(Remark("digest-not-paused"))
        now = chat.clock()
        kept = await office_of(chat).start(shown, now)
        client_of(interaction).wake()
        return whole(interaction, kept or shown, now, "digest-resumed")

    await replies.privately(chat, interaction, work())


async def run(chat: Chat, interaction: Interaction, whose: Whose, said: str | None) -> None:
    """Send an edition now, and say how that ended."""

    async def work() -> Card:
        shown = await meant(chat, whose, said)
        delivery = client_of(interaction).delivery
        if delivery is None:
            raise ReaderError(Remark("digest-off"))
        ended = await delivery.run_now(shown)
        return lambda look: digests.outcome(ended, shown, look)

    await replies.privately(chat, interaction, work())


async def history(chat: Chat, interaction: Interaction, whose: Whose, said: str | None) -> None:
    """What became of it."""

    async def work() -> Card:
        shown = await meant(chat, whose, said)
        runs = await office_of(chat).history(shown.id, RUNS_SHOWN)
        return lambda look: digests.history(shown, runs, look)

    await replies.privately(chat, interaction, work())


async def delete(chat: Chat, interaction: Interaction, whose: Whose, said: str | None) -> None:
    """Ask whether to delete it."""

    async def work() -> Card:
        shown = await meant(chat, whose, said)
        return lambda look: digests.asked(look.words("digest-delete-ask"), shown, ("delete", "keep"), look)

    await replies.privately(chat, interaction, work())


One = Callable[[Chat, Interaction, Whose, str | None], Coroutine[Any, Any, None]]
Name = Literal["preview", "pause", "resume", "run", "history", "delete"]
ONES: dict[Name, One] = {
    "preview": preview,
    "pause": pause,
    "resume": resume,
    "run": run,
    "history": history,
    "delete": delete,
}
"""What is done with one digest that an option names."""
