"""From a source to a part of a snapshot.

*staging*: what a source said so far, on disk, so that a reading that was cut off goes on. *settling*:
one row a key, in order, in one file a table. *part*: the settled files of one source.
"""
