"""Every failure of a store is reported in one sentence, and no data is lost."""

import os
import resource
import shutil
import signal
import sqlite3
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy import event

from bot.digests.digest import Digest, create_run
from bot.digests.store_ports.errors import StoreError
from bot.digests.store_ports.ledger import Ledger
from bot.store.engine import open_engine, probe, write_transaction
from bot.store.open_store import build_ledger, open_store
from bot.store.urls import parse_url
from tests.support.digesting import daily
from tests.support.disks import limit_file_size, mount_small_disk
from tests.support.postgres import Server
from tests.support.stores import NINE, add_active, edition, end_other_connections, engine_of
from tests.support.users import drop_root, open_folder

SECRET = "hush-hush-7"  # noqa: S105 - not a real password
HOBBY = "Stamps/Collecting"


def build_url(folder: Path) -> str:
    return f"sqlite:///{folder}/nutgraf.db"


def is_one_sentence(error: BaseException) -> bool:
    return "\n" not in str(error) and "Traceback" not in str(error) and len(str(error)) < 400


# Damaged files


@pytest.mark.parametrize("size", [100, 4_096, 100_000])
def test_a_file_that_is_not_a_database_is_refused_and_not_changed(tmp_path: Path, size: int):
    file = tmp_path / "nutgraf.db"
    file.write_bytes(b"Dear diary, " * size)
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"nutgraf\.db can't be used .*damaged.*nutgraf restore") as refused:
        open_engine(parse_url(build_url(tmp_path)))
    assert is_one_sentence(refused.value)
    assert file.read_bytes() == before


def test_an_empty_file_is_a_new_store(tmp_path: Path):
    (tmp_path / "nutgraf.db").touch()
    with engine_of(build_url(tmp_path)) as engine:
        assert build_ledger(engine).digests.add(daily()).id == 1


def test_a_damaged_page_is_reported_when_it_is_read(tmp_path: Path):
    with engine_of(build_url(tmp_path)) as engine:
        for number in range(200):
            add_active(build_ledger(engine), words="x" * 100, channel=number + 1)
    file = tmp_path / "nutgraf.db"
    content = bytearray(file.read_bytes())
    content[8_192:-4_096] = b"\xa5" * (len(content) - 12_288)
    file.write_bytes(content)
    with (
        pytest.raises(StoreError, match=r"damaged.*nutgraf restore") as refused,
        engine_of(build_url(tmp_path)) as engine,
    ):
        build_ledger(engine).runs.list_due(NINE, 200)
    assert is_one_sentence(refused.value)


def test_a_folder_instead_of_the_file_is_refused(tmp_path: Path):
    (tmp_path / "nutgraf.db").mkdir()
    with pytest.raises(StoreError, match=r"unable to open database file.*must be able to write"):
        open_engine(parse_url(build_url(tmp_path)))


def test_a_file_instead_of_the_folder_is_refused(tmp_path: Path):
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match=r"folder .*data can't be created"):
        open_engine(parse_url(build_url(tmp_path / "data")))


# Locked files


@contextmanager
def lock_file(file: Path) -> Iterator[None]:
    """Let another connection begin to write, and not end."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_store_that_stays_locked_cannot_be_opened(tmp_path: Path):
    with engine_of(build_url(tmp_path)):
        pass
    with (
        lock_file(tmp_path / "nutgraf.db"),
        pytest.raises(StoreError, match=r"locked.*another process is using it") as refused,
    ):
        open_engine(parse_url(build_url(tmp_path)), wait=0.2)
    assert is_one_sentence(refused.value)


def test_a_locked_store_can_be_read_and_can_be_written_afterwards(tmp_path: Path):
    with engine_of(build_url(tmp_path), wait=0.1) as engine:
        ledger = build_ledger(engine)
        with lock_file(tmp_path / "nutgraf.db"):
            with pytest.raises(StoreError, match=r"locked.*another process is using it"):
                ledger.digests.add(daily())
            assert ledger.digests.list_for_server(7) == []
        assert ledger.digests.add(daily()).id == 1


def test_threads_of_one_process_take_turns_at_writing(tmp_path: Path):
    # SQLite itself would immediately refuse all of them except one.
    with engine_of(build_url(tmp_path), wait=0) as engine, ThreadPoolExecutor(8) as threads:
        ledger = build_ledger(engine)
        list(threads.map(lambda number: ledger.digests.set_zone(number, 0, "UTC"), range(200)))
        assert {ledger.digests.get_zone(number, 0) for number in range(200)} == {"UTC"}


def test_a_thread_does_not_wait_forever_to_write(tmp_path: Path):
    with engine_of(build_url(tmp_path), wait=0) as engine, ThreadPoolExecutor(1) as threads:
        with write_transaction(engine), pytest.raises(StoreError, match="another process is using it"):
            threads.submit(build_ledger(engine).digests.set_zone, 7, 0, "UTC").result()
        build_ledger(engine).digests.set_zone(7, 0, "UTC")


# Full disks


def fill(ledger: Ledger, digest: Digest) -> StoreError:
    """Write until there is no room, and return the error."""
    for number in range(10_000):
        run = create_run(digest, NINE.replace(year=2024 + number // 300, day=1 + number % 28), requested=True)
        try:
            ledger.digests.add(daily(words="x" * 20_000))
            ledger.runs.begin_requested(replace(run, id=f"{number}"))
            ledger.runs.record_end(
                replace(run, id=f"{number}", state="sent", ended_at=NINE, edition=edition(1, 2)), digest
            )
        except StoreError as error:
            return error
    pytest.fail("the disk is too large")


def is_sound(url: str) -> bool:
    """Return whether the store is not damaged, and no row refers to a missing one."""
    with engine_of(url) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        return connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"


def test_a_full_disk_is_reported_and_the_store_stays_sound(tmp_path: Path):
    with mount_small_disk(tmp_path / "disk", 1_000) as disk:
        with engine_of(build_url(disk)) as engine:
            ledger = build_ledger(engine)
            digest = add_active(ledger)
            ledger.arrivals.record(["a"], NINE)
            error = fill(ledger, digest)
            assert "free some space on the disk" in str(error)
            assert is_one_sentence(error)
            count = len(ledger.digests.list_for_server(7))
            # The store can still be read.
            assert ledger.arrivals.get_last_batch() == 1
        moved = tmp_path / "nutgraf.db"
        for file in disk.iterdir():
            (tmp_path / file.name).write_bytes(file.read_bytes())
        assert is_sound(f"sqlite:///{moved}")
        with engine_of(f"sqlite:///{moved}") as engine:
            assert len(build_ledger(engine).digests.list_for_server(7)) == count


def test_the_store_can_be_written_again_when_the_disk_has_room(tmp_path: Path):
    with mount_small_disk(tmp_path / "disk", 1_000) as disk:
        ballast = disk / "ballast"
        ballast.write_bytes(b"x" * 200_000)
        with engine_of(build_url(disk)) as engine:
            ledger = build_ledger(engine)
            fill(ledger, add_active(ledger))
            ballast.unlink()
            assert ledger.digests.add(daily()).id > 1


@pytest.mark.parametrize("kilobytes", [4, 16, 40, 60, 80, 100])
def test_on_a_disk_too_small_for_the_tables_there_are_all_or_none(tmp_path: Path, kilobytes: int):
    with mount_small_disk(tmp_path / "disk", kilobytes) as disk:
        with pytest.raises(StoreError, match="free some space on the disk") as refused:
            open_engine(parse_url(build_url(disk)))
        assert is_one_sentence(refused.value)
        # SQLite may have too little room for the files that it needs to read.
        moved = shutil.copy(disk / "nutgraf.db", tmp_path)
        with closing(sqlite3.connect(moved)) as connection:
            assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="needs a limit on files")
def test_a_limit_on_the_file_size_is_reported(tmp_path: Path):
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with engine_of(build_url(tmp_path)) as engine:
            ledger = build_ledger(engine)
            digest = add_active(ledger)
            with limit_file_size(400_000):
                error = fill(ledger, digest)
            assert "free some space on the disk" in str(error)
            assert ledger.digests.add(daily()).id > 1
        assert is_sound(build_url(tmp_path))
    finally:
        signal.signal(signal.SIGXFSZ, ignored)


# Missing permissions

needs_users = pytest.mark.skipif(os.name == "nt", reason="needs users")


@needs_users
def test_a_read_only_file_is_reported_and_not_changed():
    with open_folder() as place:
        with engine_of(build_url(place)):
            pass
        file = place / "nutgraf.db"
        file.chmod(0o444)
        before = file.read_bytes()
        with (
            drop_root(),
            pytest.raises(StoreError, match="must be able to write to the file and its folder") as refused,
        ):
            open_engine(parse_url(build_url(place)))
        assert is_one_sentence(refused.value)
        assert file.read_bytes() == before


@needs_users
def test_an_unreadable_file_is_reported():
    with open_folder() as place:
        with engine_of(build_url(place)):
            pass
        (place / "nutgraf.db").chmod(0)
        with drop_root(), pytest.raises(StoreError, match="must be able to write to the file and its folder"):
            open_engine(parse_url(build_url(place)))


@needs_users
def test_a_read_only_folder_is_reported():
    with open_folder() as place:
        place.chmod(0o555)
        with drop_root():
            with pytest.raises(StoreError, match="must be able to write to the file and its folder"):
                open_engine(parse_url(build_url(place)))
            with pytest.raises(StoreError, match=r"folder .* can't be created"):
                open_engine(parse_url(build_url(place / "data")))
            with pytest.raises(StoreError, match=r"lock file .* can't be created"), open_store(build_url(place)):
                pass
        assert list(place.iterdir()) == []


@needs_users
def test_a_store_in_a_read_only_folder_is_reported():
    with open_folder() as place:
        with engine_of(build_url(place)):
            pass
        (place / "nutgraf.db").chmod(0o666)
        place.chmod(0o555)
        with drop_root(), pytest.raises(StoreError, match="must be able to write to the file and its folder"):
            open_engine(parse_url(build_url(place)))
        place.chmod(0o777)


# PostgreSQL


def test_an_unreachable_server_is_reported(postgres: Server):
    url = sa.make_url(postgres.url("x")).set(port=1, password=SECRET)
    with pytest.raises(StoreError, match=r"Connection refused|connection failed") as refused:
        open_engine(parse_url(url.render_as_string(hide_password=False)))
    assert is_one_sentence(refused.value)
    assert SECRET not in "".join(traceback.format_exception(refused.value))


def test_an_unknown_host_is_reported(postgres: Server):
    url = sa.make_url(postgres.url("x")).set(host="nowhere.invalid", password=SECRET)
    with (
        pytest.raises(StoreError, match=r"nowhere\.invalid") as refused,
        open_store(url.render_as_string(hide_password=False)),
    ):
        pass
    assert is_one_sentence(refused.value)


def test_a_wrong_password_is_reported_and_not_shown(postgres: Server):
    with postgres.database() as given:
        url = sa.make_url(given).set(password=SECRET)
        with pytest.raises(StoreError, match="password authentication failed") as refused:
            open_engine(parse_url(url.render_as_string(hide_password=False)))
    assert is_one_sentence(refused.value)
    assert SECRET not in "".join(traceback.format_exception(refused.value))


def test_a_password_in_the_query_of_a_url_is_not_shown(postgres: Server):
    with postgres.database() as given:
        url = parse_url(given.replace(f":{postgres.password}@", "@") + f"?password={postgres.password}")
        engine = open_engine(url)
        with pytest.raises(StoreError) as refused:
            open_engine(url.set(database="x"))
        for shown in (repr(engine), repr(url), str(url), *traceback.format_exception(refused.value)):
            assert postgres.password not in shown
        engine.dispose()


def test_a_missing_database_is_reported(postgres: Server):
    with pytest.raises(StoreError, match='database "nobody_made_it" does not exist') as refused:
        open_engine(parse_url(postgres.url("nobody_made_it")))
    assert is_one_sentence(refused.value)


def test_a_role_that_may_not_create_tables_is_reported(postgres: Server):
    with postgres.database() as url:
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            name = url.rpartition("/")[2]
            connection.exec_driver_sql(f"ALTER DATABASE \"{name}\" SET search_path = 'nowhere'")
        engine.dispose()
        with pytest.raises(StoreError, match="no schema has been selected") as refused:
            open_engine(parse_url(url))
    assert is_one_sentence(refused.value)


def test_an_option_that_the_driver_does_not_know_is_reported(postgres: Server):
    with postgres.database() as url, pytest.raises(StoreError, match="colour") as refused:
        open_engine(parse_url(f"{url}?colour=blue"))
    assert postgres.password not in str(refused.value)


def test_a_connection_that_the_server_closed_is_replaced(postgres: Server):
    with postgres.database() as url, engine_of(url) as engine:
        ledger = build_ledger(engine)
        digest = ledger.digests.add(daily())
        end_other_connections(url)
        assert ledger.digests.get(digest.id) == digest


def test_a_transaction_that_the_server_ended_is_reported_and_rolled_back(postgres: Server):
    with postgres.database() as url, engine_of(url) as engine:
        ledger = build_ledger(engine)
        many = [add_active(ledger) for _ in range(3)]
        end = "SELECT pg_terminate_backend(pg_backend_pid())"

        @event.listens_for(engine, "commit")
        def stop(connection: sa.Connection) -> None:
            connection.exec_driver_sql(end)

        with pytest.raises(StoreError, match="terminating connection") as refused:
            ledger.digests.update(replace(many[0], words="rivers"))
        event.remove(engine, "commit", stop)
        assert is_one_sentence(refused.value)
        assert ledger.digests.get(many[0].id) == many[0]


def test_no_error_shows_what_people_wrote(database_url: str):
    with engine_of(database_url) as engine:
        with pytest.raises(StoreError) as refused:
            build_ledger(engine).digests.add(daily(channel=None, zone=HOBBY))
        assert "channel" in str(refused.value)
        assert HOBBY not in "".join(traceback.format_exception(refused.value))


def test_a_read_only_server_is_reported(postgres: Server):
    with postgres.database() as url:
        with engine_of(url) as engine, engine.begin() as connection:
            name = url.rpartition("/")[2]
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        with pytest.raises(StoreError, match="read-only transaction"):
            open_engine(parse_url(url))


# Probing


def test_probe_accepts_a_sound_store(database_url: str):
    with engine_of(database_url):
        probe(parse_url(database_url))


def test_probe_changes_nothing(database_url: str):
    probe(parse_url(database_url))
    engine = sa.create_engine(parse_url(database_url))
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()


def test_probe_finds_a_damaged_file(tmp_path: Path):
    (tmp_path / "nutgraf.db").write_bytes(b"Dear diary, " * 4_096)
    with pytest.raises(StoreError, match="damaged"):
        probe(parse_url(build_url(tmp_path)))


def test_probe_finds_an_unreachable_server(postgres: Server):
    with pytest.raises(StoreError, match="does not exist"):
        probe(parse_url(postgres.url("nobody_made_it")))
