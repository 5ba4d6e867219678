"""Values and vocabulary: what the rooms above talk about. No I/O.

*act*: something done with a recording, each decided on its own. *layer*: recording, composition
or performance; every layer of an item needs a ground. *mandate*: the authority for acts, with its
*basis* and its evidence. *item*: one deposited file, kept as one object in the vault.
*artist credit*: the ordered names with join phrases, as printed.
"""
