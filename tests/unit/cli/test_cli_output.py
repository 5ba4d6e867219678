"""Results on any terminal: what it cannot write, or would act on, is escaped."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from nachklang.cli.output import emit_json, emit_line, results, shown_path


def written(encoding: str, write: Callable[[], object]) -> bytes:
    """Return what is written to a stdout of some encoding."""
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    with redirect_stdout(out):
        write()
    buffer = out.detach()
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
@pytest.mark.parametrize("text", ["Lied — ü", "caf\udce9"])
def test_json_can_be_read_again_whatever_is_in_it(encoding: str, text: str) -> None:
    data = written(encoding, lambda: emit_json({"name": text}))
    assert json.loads(data.decode(encoding)) == {"name": text}


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_a_text_is_written_whatever_the_encoding(encoding: str) -> None:
    data = written(encoding, lambda: results().print("Lied \udce9 — ü", markup=False))
    assert data.startswith(b"Lied \\udce9 ")


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_a_line_is_written_as_it_is_whatever_the_encoding(encoding: str) -> None:
    data = written(encoding, lambda: emit_line("Lied \udce9 — [b] :heart: " + "ü" * 200))
    title = "ü" if encoding == "utf-8" else "\\xfc"
    dash = "—" if encoding == "utf-8" else "\\u2014"
    assert data.decode(encoding) == f"Lied \\udce9 {dash} [b] :heart: {title * 200}\n"


def test_a_path_is_shown_without_what_a_terminal_acts_on() -> None:
    assert shown_path(Path("a\nb\x1b[31m\udce9")) == "a\\nb\\x1b[31m\\udce9"
