"""The outlets and topics that an archive knows, and the names that people use for them.

In the order of data: `forms` brings a name into the shapes that it is looked up by, `known_outlets` reads the list of
widely known outlets, `title_usage` counts how titles use words, `dated_titles` has those that name a time,
`autocomplete` suggests names, and `names` joins these.
"""
