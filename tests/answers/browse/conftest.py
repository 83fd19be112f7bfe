"""A small archive of two outlets over two years, with a copied article and an undated one."""

from datetime import date

import pytest

from bot.answers.desk.desk import Desk
from bot.coverage.article import Record
from tests.support.desks import build_desk, build_record


def harbour_report(
    number: int,
    *,
    day: date | None,
    outlet: str = "Harbor Post",
    site: str = "harborpost.example",
    topics: tuple[str, ...] = (),
) -> Record:
    return build_record(
        f"Report number {number} on the harbour works",
        url=f"https://{site}/{number}",
        excerpt=f"Crane {number} was set up at the pier.",
        outlet=outlet,
        published=day,
        topics=topics,
    )


def strike_report(outlet: str, site: str, day: date) -> Record:
    return build_record(
        "Ferry strike ends",
        url=f"https://{site}/ferry",
        excerpt="The crews went back to work on Monday.",
        outlet=outlet,
        published=day,
    )


@pytest.fixture(scope="package")
def desk() -> Desk:
    return build_desk(
        harbour_report(1, day=date(2022, 1, 10), topics=("Harbour", "Cranes")),
        harbour_report(2, day=date(2022, 1, 12), topics=("Harbour",)),
        harbour_report(3, day=date(2023, 6, 1), outlet="Northern Wire", site="wire.example"),
        harbour_report(4, day=None, topics=("Harbour",)),
        strike_report("Northern Wire", "wire.example", date(2024, 3, 4)),
        strike_report("Harbor Post", "harborpost.example", date(2024, 3, 5)),
    )
