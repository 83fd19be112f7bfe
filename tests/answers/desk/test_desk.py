"""Opening a desk over an archive."""

from bot.answers.desk.desk import open_desk
from bot.answers.index.synonyms import Synonyms
from bot.coverage.archive.build import build_archive
from tests.support.desks import FILES, build_desk, build_record

DESK = build_desk(*FILES)


def test_a_desk_is_in_memory_without_a_cache():
    assert DESK.cached is None
    assert DESK.index.size == len(DESK.archive)


def test_an_empty_archive_has_a_desk():
    assert open_desk(build_archive([])).index.size == 0


def test_a_rare_stem_has_a_higher_idf():
    assert DESK.idf("orla") < DESK.idf("zanzibar")


def test_the_archives_acronyms_join_the_given_synonyms():
    board = build_record("Meeting of the Orla Water Board (OWB)", url="https://wire.example/1", outlet="Wire")
    desk = open_desk(build_desk(board).archive, Synonyms([(0.6, ["lake", "mere"])]))

    assert {match.stem for match in desk.synonyms.find_alternatives(["lake", "owb"])} == {"mere", "orla_water_board"}
