"""What digests need from the stores, with one module for each; `ledger` holds them all.

The methods of the stores block, so call them on a thread. They all raise `errors.StoreError` if the store fails.
"""
