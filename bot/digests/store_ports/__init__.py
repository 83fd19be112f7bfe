"""What digests need from a store, one module for each store; `ledger` holds them all.

The methods of the stores block, so call them on a thread. They all raise `errors.StoreError` if the store fails.
"""
