"""The error of a store that can't be used now."""


class StoreError(Exception):
    """The store can't be read or written now: its file is locked or damaged, the disk is full, or the server is down.

    The text is for the operator: what is wrong, where, and how to fix it.
    """
