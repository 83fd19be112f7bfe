"""The lock on a SQLite file, which only one process can use. The system releases it when the process ends."""

from contextlib import suppress
from pathlib import Path
from threading import Lock as Mutex

from filelock import FileLock, Timeout
from sqlalchemy.engine import URL

from bot.digests.store_ports.errors import StoreError
from bot.store.files import PRIVATE, WRITABLE, make_folder
from bot.store.processes.process_locks import Held

_TAKEN = (
    "another process already delivers digests from this database; stop it, or both would send every digest. Several "
    "processes can be one bot on PostgreSQL only"
)


def lock_file(url: URL, file: Path) -> "StoreFileLock":
    """Acquire the lock on a SQLite file. Raises `StoreError` if another process holds it, or it can't be acquired."""
    make_folder(url)
    # Two names of the same file must have the same lock.
    return StoreFileLock(file.resolve())


class StoreFileLock:
    """A lock file next to the database file: `process_locks.ProcessLocks` for the one process that may use it."""

    def __init__(self, store: Path) -> None:
        self._path = store.with_name(f"{store.name}.lock")
        self._mutex = Mutex()
        self._identity: tuple[int, int] | None = None
        self._lock = FileLock(self._path, timeout=0, mode=PRIVATE, thread_local=False)
        try:
            self._take()
        except Timeout:
            raise StoreError(_TAKEN) from None
        except OSError as error:
            sentence = f"the lock file {self._path} can't be created ({error.strerror}): {WRITABLE}"
            raise StoreError(sentence) from None

    @property
    def delivers(self) -> bool:
        """Whether we held the lock when we last looked."""
        return self._identity is not None

    def renew(self, *, may_deliver: bool) -> Held:  # noqa: ARG002 - there is no other process to leave it to
        """Return that this process may connect, and whether it still holds the lock."""
        return Held(shards=True, delivers=self.ensure_delivers())

    def ensure_delivers(self) -> bool:
        """Return whether we hold the lock. If it was lost, take it again unless another process has it."""
        with self._mutex:
            if self._identity is not None and self._identity == self._read_identity():
                return True
            # Somebody removed or replaced the file, and another process may have locked the new one.
            self._drop()
            with suppress(Timeout, OSError):
                self._take()
            return self._identity is not None

    def release(self) -> None:
        """Release the lock."""
        with self._mutex:
            self._drop()

    def _take(self) -> None:
        self._lock.acquire()
        with suppress(OSError):
            # A lock file that an earlier version left.
            self._path.chmod(PRIVATE)
        self._identity = self._read_identity()

    def _drop(self) -> None:
        self._identity = None
        with suppress(OSError):
            self._lock.release(force=True)

    def _read_identity(self) -> tuple[int, int] | None:
        """Return the device and inode of the lock file; None if there is none."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino
