"""Asking for a feed: when, from where, and what comes back.

- `timing`: when a feed is fetched next.
- `private_networks`: refuses hosts inside private networks.
- `fetch`: asks for a document over HTTP, conditionally and within limits.
- `discovery`: finds the feeds of a site.
"""
