"""Archives that are enlarged by copies with other words."""

from bench.archives import COPY_MARK, enlarge, remove_excerpts
from bot.coverage.archive.build import build_archive
from tests.support.desks import FERRY, LAKE, OBSERVATORY
from tests.support.records import reading

READINGS = [reading(LAKE), reading(FERRY), reading(OBSERVATORY)]


def test_an_archive_has_the_size_that_was_asked_for_and_the_originals_first():
    enlarged = enlarge(READINGS, 20)
    assert enlarged[:3] == READINGS
    assert len(build_archive(enlarged)) == 20
    assert all(COPY_MARK in str(copy.records[0].url) for copy in enlarged[3:])


def test_the_same_records_are_enlarged_the_same_way():
    assert enlarge(READINGS, 20) == enlarge(READINGS, 20)


def test_excerpts_can_be_removed():
    assert {record.excerpt for reading in remove_excerpts(READINGS) for record in reading.records} == {""}
