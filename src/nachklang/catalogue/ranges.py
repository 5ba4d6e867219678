"""Ranges of ids with about as many rows each: what is joined and sorted range by range fits any memory."""

from nachklang.catalogue.reading.tables import Tables

BYTES_A_ROW = 64
"""What the engine takes for each row of two or three numbers while it joins and sorts."""


def cut(tables: Tables, table: str, column: str, *, rows: int, memory: int) -> list[tuple[int, int]]:
    """Cut the values of a column into ranges, first and last named, of so many rows as `memory` bytes hold.

    `rows` counts what is made of all values; one range, of nothing, where there are none.
    """
    count = 1 + rows * BYTES_A_ROW // memory
    places = [place / count for place in range(1, count)]
    (row,) = tables.rows(
        f"select min({column}) as least, max({column}) as most, "  # noqa: S608  (names from the schema)
        f"approx_quantile({column}, ?::float[]) as cuts from {table}",
        places,
    )
    first, last = row["least"] or 0, row["most"] or 0
    inner = sorted({one for one in row["cuts"] or () if first <= one < last})
    return list(zip([first, *(one + 1 for one in inner)], [*inner, last], strict=True))
