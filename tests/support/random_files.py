"""Random article files."""

from collections.abc import Mapping
from pathlib import Path

from hypothesis import strategies as st

SITES = ("herald.example", "post.example", "wire.example")
TITLES = ("Harbour bridge closes", "Ferry strike ends after long talks on the old pier", "Otters return", "Vote held")


@st.composite
def records(draw: st.DrawFn) -> list[str]:
    """The lines of one record: few addresses and titles, so that records often belong together."""
    lines = [f"title: {draw(st.sampled_from(TITLES))}"]
    if draw(st.booleans()):
        lines.append(f"excerpt: {draw(st.sampled_from(('It is said to last.', 'Nobody knows why.')))}")
    site, page = draw(st.sampled_from(SITES)), draw(st.integers(1, 3))
    if draw(st.integers(0, 4)):
        lines.append(f"webUrl: https://{site}/{page}")
    if draw(st.booleans()):
        lines.append(f"ampWebUrl: https://{site}/amp/{draw(st.integers(1, 3))}")
    if draw(st.integers(0, 3)):
        lines.append(f"publishedDateTime: 2024-0{draw(st.integers(1, 3))}-01T08:00:00Z")
    name = draw(st.sampled_from(("The Herald", "Herald", "Post")))
    lines += ["provider:", f"  name: {name}", f"  domain: {site}"]
    lines.append(f"topics: [{draw(st.sampled_from(('Ships', 'ships', 'Votes', 'Ships, Votes')))}]")
    if not draw(st.integers(0, 9)):
        lines += ["removed: true", f"removedReason: {draw(st.sampled_from(('Wrong', 'Doubtful')))}"]
    return lines


@st.composite
def texts(draw: st.DrawFn) -> str:
    lines = draw(records())
    nested = draw(st.lists(records(), max_size=2))
    if nested:
        lines.append("related:")
        for record in nested:
            lines += [f"  {'- ' if number == 0 else '  '}{line}" for number, line in enumerate(record)]
    return "\n".join(("---", *lines, "---", ""))


Change = Mapping[str, str | None] | tuple[str, str]
"""The new texts of files, None for one that is deleted; or the names of a file before and after."""

NAMES = st.sampled_from([f"{number}.md" for number in range(8)])
CHANGES = st.lists(
    st.one_of(
        st.dictionaries(NAMES, st.one_of(texts(), st.none(), st.just("---\nbroken: [")), max_size=3),
        st.tuples(NAMES, NAMES),
    ),
    max_size=4,
)
"""Files to write, to delete (None) and to break, or a file to rename."""


def apply_change(folder: Path, change: Change) -> list[str]:
    """Make a change in a folder, and return the paths that it concerns."""
    if isinstance(change, tuple):
        paths = [folder / name for name in change]
        if paths[0].exists():
            paths[0].rename(paths[1])
        return [str(path) for path in paths]
    for name, text in change.items():
        if text is None:
            (folder / name).unlink(missing_ok=True)
        else:
            (folder / name).write_text(text, "utf-8")
    return [str(folder / name) for name in change]
