"""The project's words: which files hold them, and the blocks that stand in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[3]
DOCS = PROJECT / "docs"
PAGES = sorted(
    [*PROJECT.glob("*.md"), *(page for page in DOCS.rglob("*.md") if "generated" not in page.parts)]
)

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED_INSIDE = re.compile(r"# ([\w\-]+/[\w.\-]+)\n")
_NAMED_BEFORE = re.compile(r"`([\w\-]+/[\w.\-]+)`:\n\n\Z")


@dataclass(frozen=True)
class Block:
    """A fenced block. `file` is the path that the text gives it, or None."""

    language: str
    content: str
    file: str | None


@dataclass(frozen=True)
class Step:
    """A command of a console block, and the lines that it is said to write."""

    command: str
    output: tuple[str, ...]


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page in their order."""
    for match in _BLOCK.finditer(text):
        named = _NAMED_INSIDE.match(match[2]) or _NAMED_BEFORE.search(text[: match.start()])
        yield Block(match[1], match[2], named[1] if named else None)


def steps(block: Block) -> Iterator[Step]:
    """Yield the commands of a console block, each `$ COMMAND` with the output below it."""
    for part in re.split(r"^\$ ", block.content, flags=re.MULTILINE)[1:]:
        command, *output = part.splitlines()
        yield Step(command, tuple(output))


def matches(written: str, output: tuple[str, ...]) -> bool:
    """Whether a text is what the page shows; `…` stands for anything, alone on its line for any lines."""
    parts = [r"(?:.*\n)*" if line == "…" else _line_pattern(line) for line in output]
    return re.fullmatch("".join(parts), written) is not None


def _line_pattern(line: str) -> str:
    return ".*".join(re.escape(piece) for piece in line.split("…")) + r"\n"
