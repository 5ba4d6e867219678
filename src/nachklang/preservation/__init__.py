"""Preservation: what keeps the promise that the bytes will be there.

*place*: where copies of objects lie: the vault's own folder, or a store of copies. *policy*: how many copies
an object needs, and how many of them under other threats. *replication*: bringing every place what it lacks.
*audit*: reading copies again; *poll*: asking every place for a seal with a nonce, which nobody can know
beforehand. *damage*: a copy that is not as recorded; *repair*: making it so from one that is.
*removal*: the bytes leave every place, and a *stub* stays that says so.
"""
