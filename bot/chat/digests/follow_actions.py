"""What `/follow` and the buttons of follows do."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.chat.cards.digests.digest import build_sentence_card
from bot.chat.cards.digests.follow import build_follow_card, build_follow_list_card
from bot.chat.custom_ids.digests import FollowAction
from bot.chat.digests import unknown_names
from bot.chat.digests.follow_options import (
    FollowOptions,
    build_rule,
    find_followed_story,
    follow_articles,
    parse_followed,
)
from bot.chat.digests.options import UnknownNameError, parse_zone
from bot.chat.digests.owners import (
    DigestOwner,
    get_person_owner,
    get_server_owner,
    may_manage_server,
    require_managed_server,
    require_service,
)
from bot.chat.digests.permissions import find_missing_permissions
from bot.chat.session import responses
from bot.chat.session.context import BotContext, get_client
from bot.chat.session.errors import ReaderError
from bot.chat.session.responses import Interaction, RenderPrivate
from bot.coverage.article import Article
from bot.digests.alerts.replay import replay_follow
from bot.digests.digest import Digest, mark_paused
from bot.digests.follow import FollowKind, FollowRule
from bot.digests.follow_service import mute_follow, resume_follow
from bot.digests.schedules import zones
from bot.digests.service import get_max_follows

NO_OPTIONS = FollowOptions()


async def create_follow(
    bot: BotContext, interaction: Interaction, kind: FollowKind, typed: str, options: FollowOptions = NO_OPTIONS
) -> None:
    """Make a draft and show it, with what it would have sent and a button to save it.

    With a channel, the follow is the server's; without one, it is the person's own.
    """

    async def work() -> RenderPrivate:
        service, now = require_service(bot), bot.clock()
        owner = get_person_owner(interaction) if options.channel is None else require_managed_server(interaction)
        role = _get_role(options)
        most = get_max_follows(owner.server)
        if len(await service.list_follows(owner.server, owner.person)) >= most:
            raise ReaderError(Remark("follow-too-many", {"count": most}))
        rule = build_rule(kind, options)
        fields: dict[str, Any] = {}
        unknown: UnknownNameError | None = None
        articles: Sequence[Article] = ()
        if kind == "story":
            articles = await bot.admission.run(lambda: find_followed_story(typed, bot.desk(), now))
        else:
            try:
                fields = await bot.admission.run(lambda: parse_followed(kind, typed, bot.desk(), now))
            except UnknownNameError as error:
                fields, unknown = dict(error.values), error
        locale = interaction.guild_locale if owner.server is not None else interaction.locale
        draft = Digest(
            id=0,
            server=owner.server,
            channel=options.channel or 0,
            creator=owner.person,
            schedule="",
            zone=await _find_zone(bot, owner, rule, options),
            role=role,
            locale=locale.value if locale else "",
            follow=rule,
            **fields,
        )
        draft = await service.add_draft(follow_articles(draft, articles), now)
        if unknown is not None:
            return unknown_names.show_in_draft(bot, draft, unknown)
        if kind == "story" and not articles:
            return unknown_names.show_no_story(bot, draft, typed)
        return await show_follow_draft(bot, interaction, draft)

    await responses.respond_privately(bot, interaction, work())


async def _find_zone(bot: BotContext, owner: DigestOwner, rule: FollowRule, options: FollowOptions) -> str:
    """Return the time zone of the quiet hours; empty if they need one and none is known."""
    service = require_service(bot)
    known = await service.get_zone(owner.server, owner.person)
    if options.zone is not None:
        typed = options.zone
        zone = await bot.admission.run(lambda: parse_zone(typed, bot.clock()))
        if not known:
            await service.set_zone(owner.server, owner.person, zone)
        return zone
    return known or ("" if rule.quiet is not None else "UTC")


def _get_role(options: FollowOptions) -> int | None:
    role = options.role
    if role is None:
        return None
    if options.channel is None:
        raise ReaderError(Remark("follow-role-without-channel"))
    if role.is_default():
        raise ReaderError(Remark("follow-bad-role"))
    return role.id


async def show_follow_draft(bot: BotContext, interaction: Interaction, draft: Digest) -> RenderPrivate:
    """Show a draft with what it would have sent, warnings and buttons; without a time zone, ask for that first.

    If the same follow is saved already, delete the draft and show that one: two of them would send everything twice.
    """
    if not draft.zone:
        suggested = await bot.admission.run(lambda: zones.suggest_zones("", bot.clock()))
        return lambda context: build_follow_card(
            draft, get_rule(draft), context, lead=context.words("follow-draft"), actions=("cancel",), zones=suggested
        )
    if (saved := await _find_same(bot, draft)) is not None:
        await require_service(bot).delete(draft.id, was="draft")
        return show_follow(interaction, saved, "follow-already-saved")
    return await _show_replay(bot, interaction, draft, "follow-draft", ("save", "cancel"))


async def _find_same(bot: BotContext, draft: Digest) -> Digest | None:
    """Return the saved follow that sends what a draft would send, to the same readers; None if there is none."""
    saved = await require_service(bot).list_follows(draft.server, draft.creator)
    return next((follow for follow in saved if _list_settings(follow) == _list_settings(draft)), None)


def _list_settings(follow: Digest) -> tuple[object, ...]:
    # Its headline may change while its articles stay. A zone counts for quiet hours alone.
    rule = replace(get_rule(follow), headline="")
    zone = follow.zone if rule.quiet else ""
    return (follow.audience, follow.topics, follow.outlets, follow.words, follow.role, zone, rule)


async def _show_replay(
    bot: BotContext, interaction: Interaction, follow: Digest, message: str, actions: Sequence[FollowAction]
) -> RenderPrivate:
    rule = get_rule(follow)
    replay = await bot.admission.run(lambda: replay_follow(bot.desk(), follow, rule, bot.clock()))
    return lambda context: build_follow_card(
        follow,
        rule,
        context,
        lead=context.words(message) if message else "",
        replay=replay,
        warnings=tuple(find_missing_permissions(follow, interaction.guild, context)),
        actions=actions,
    )


def show_follow(interaction: Interaction, follow: Digest, message: str = "") -> RenderPrivate:
    """Show a follow as it is now, with buttons for those who may change it.

    `message`: the id of the catalogue's sentence about what just happened to it.
    """
    buttons: tuple[FollowAction, ...] = ()
    if may_manage(interaction, follow):
        buttons = ("pause" if follow.state == "active" else "resume", "remove")
    return lambda context: build_follow_card(
        follow,
        get_rule(follow),
        context,
        lead=context.words(message) if message else "",
        warnings=tuple(find_missing_permissions(follow, interaction.guild, context)),
        actions=buttons,
    )


def get_rule(follow: Digest) -> FollowRule:
    """Return the rule of a follow. Raises `ReaderError` if the digest isn't a follow."""
    if follow.follow is None:
        raise ReaderError(Remark("follow-none"))
    return follow.follow


def may_manage(interaction: Interaction, follow: Digest) -> bool:
    """Return whether the person may change a follow: it is their own, or they may manage its server now."""
    owner = get_person_owner(interaction) if follow.is_personal else get_server_owner(interaction)
    return owner.owns(follow) and (follow.is_personal or may_manage_server(interaction))


async def list_manageable(bot: BotContext, interaction: Interaction) -> tuple[Sequence[Digest], Sequence[Digest]]:
    """Return the person's own follows and, if they may manage the server that they are on, the server's."""
    service, person = require_service(bot), interaction.user.id
    own = await service.list_follows(None, person)
    is_manager = may_manage_server(interaction)
    return own, await service.list_follows(interaction.guild_id, person) if is_manager else ()


async def resolve_follow(bot: BotContext, interaction: Interaction, typed: str | None) -> Digest:
    """Return the follow whose number was typed; the only one if `typed` is None. Raises `ReaderError`."""
    own, server = await list_manageable(bot, interaction)
    follows = [*own, *server]
    if typed is None:
        if len(follows) == 1:
            return follows[0]
        raise ReaderError(Remark("follow-which" if follows else "follow-empty"))
    found = next((follow for follow in follows if str(follow.id) == typed), None)
    if found is None:
        raise ReaderError(Remark("follow-none" if follows else "follow-empty"))
    return found


async def list_follows(bot: BotContext, interaction: Interaction) -> None:
    """List the person's follows and, if they may manage it, the server's."""

    async def work() -> RenderPrivate:
        own, server = await list_manageable(bot, interaction)
        return lambda context: build_follow_list_card(own, server, context)

    await responses.respond_privately(bot, interaction, work())


async def preview_follow(bot: BotContext, interaction: Interaction, typed: str | None) -> None:
    """Show what a follow would have sent in the last month."""

    async def work() -> RenderPrivate:
        return await _show_replay(bot, interaction, await resolve_follow(bot, interaction, typed), "", ())

    await responses.respond_privately(bot, interaction, work())


async def change_follow(bot: BotContext, interaction: Interaction, typed: str | None, action: FollowAction) -> None:
    """Pause, resume or remove a follow, and show what happened."""

    async def work() -> RenderPrivate:
        return await carry_out(bot, interaction, await resolve_follow(bot, interaction, typed), action)

    await responses.respond_privately(bot, interaction, work())


async def carry_out(bot: BotContext, interaction: Interaction, follow: Digest, action: FollowAction) -> RenderPrivate:
    """Do what a button or a subcommand is for, and show what happened. Doing it again is harmless."""
    message = await _ACTIONS[action](bot, follow)
    get_client(interaction).wake()
    if message in ("follow-cancelled", "follow-removed"):
        return lambda context: build_sentence_card(context.words(message))
    # As it is in the store now: it may have been changed elsewhere since the card was shown.
    current = await require_service(bot).get(follow.id)
    if current is None:
        raise ReaderError(Remark("follow-none"))
    return show_follow(interaction, current, message)


async def _save(bot: BotContext, follow: Digest) -> str:
    if await require_service(bot).confirm_draft(follow, bot.clock()) == "full":
        raise ReaderError(Remark("follow-too-many", {"count": get_max_follows(follow.server)}))
    return "follow-saved"


async def _cancel(bot: BotContext, follow: Digest) -> str:
    is_cancelled = await require_service(bot).delete(follow.id, was="draft")
    return "follow-cancelled" if is_cancelled else "follow-already-saved"


async def _mute(bot: BotContext, follow: Digest) -> str:
    if await mute_follow(require_service(bot), follow, bot.clock()) is None and follow.why != "muted":
        raise ReaderError(Remark("follow-not-active"))
    return "follow-muted-now"


async def _pause(bot: BotContext, follow: Digest) -> str:
    if follow.state == "draft":
        raise ReaderError(Remark("follow-not-active"))
    # One that is muted, too: its time would end.
    await require_service(bot).update(mark_paused(follow, "asked"), was=follow.state)
    return "follow-paused-now"


async def _resume(bot: BotContext, follow: Digest) -> str:
    if follow.state == "draft":
        raise ReaderError(Remark("follow-none"))
    await resume_follow(require_service(bot), follow, bot.clock())
    return "follow-resumed"


async def _remove(bot: BotContext, follow: Digest) -> str:
    await require_service(bot).delete(follow.id)
    return "follow-removed"


_ACTIONS: dict[FollowAction, Callable[[BotContext, Digest], Coroutine[Any, Any, str]]] = {
    "save": _save,
    "cancel": _cancel,
    "mute": _mute,
    "pause": _pause,
    "resume": _resume,
    "unfollow": _remove,
    "remove": _remove,
}
