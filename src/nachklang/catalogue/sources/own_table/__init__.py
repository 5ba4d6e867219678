"""Tables of one's own: a label's spreadsheet, a researcher's dump, told of by a small mapping file.

*mapping*: the TOML file. *table*: files with the same columns. *holds*: what a row of a table is about.
*field*: what the catalogue calls a thing that the mapping names a column for. *cell*: one column of one
row. *frame*: some rows of a file, by field.
"""

from nachklang.catalogue.sources.own_table.source import OwnTable

__all__ = ["OwnTable"]
