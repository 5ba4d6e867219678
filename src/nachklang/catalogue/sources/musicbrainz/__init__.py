"""MusicBrainz: its core dump, and its JSON, dumped or asked for one document at a time.

Both are one source, so that what one of them says of an MBID meets what the other says of it. *gid* is
what MusicBrainz calls the MBID of a thing in its own tables.
"""
