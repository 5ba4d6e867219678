"""Tag files: their encoding and lines, the declaration, and `bag-info.txt`."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from nachklang.vault.bags.report import Problems
from nachklang.vault.validation.findings import quoted

DECLARATION: Final = "bagit.txt"
INFO: Final = "bag-info.txt"
FETCH: Final = "fetch.txt"

_VERSION = re.compile(r"BagIt-Version: ([0-9]{1,4})\.([0-9]{1,4})", re.ASCII)
_ENCODING = re.compile(r"Tag-File-Character-Encoding: (\S+)")
_LABEL = re.compile(r"([^\s:](?:[^:]*[^\s:])?)[ \t]*:[ \t]*(.*)")
_MARK = "\ufeff"

_OLDER: Final = ((0, 93), (0, 94), (0, 95), (0, 96))
NEWEST: Final = (1, 0)
_KNOWN: Final = (*_OLDER, (0, 97), NEWEST)

_TEXT_CODECS = re.compile(
    r"ascii|utf-(?:8|16|32)(?:-[bl]e)?|iso8859-[0-9]+|cp[0-9]+|koi8-[rtu]|mac-[a-z]+|big5|gb2312|gbk|gb18030"
    r"|shift_jis|euc_jp|euc_kr|iso2022_[a-z]+"
)
"""Python's codecs that are encodings of text, and no others: it knows `hex` and `idna`, too."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What `bagit.txt` declares; None for what it does not, or not rightly.

    `rules` is the version that the bag is held to: its own, or the most tolerant one.
    """

    version: tuple[int, int] | None = None
    encoding: str | None = None

    @property
    def rules(self) -> tuple[int, int]:
        """The version whose rules hold for the bag."""
        return self.version if self.version in _KNOWN else (0, 97)

    @property
    def codec(self) -> str:
        """The encoding to read tag files by."""
        return self.encoding or "utf-8"


def read_declaration(data: bytes, problems: Problems) -> Declaration:
    """Read `bagit.txt`, which is always UTF-8 without a byte order mark, and of just two lines."""

    def say(message: str) -> None:
        problems.error("declaration", DECLARATION, message)

    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        say(f"not UTF-8 at byte {error.start}; expected two lines of UTF-8")
        return Declaration()
    if text.startswith(_MARK):
        say("begins with a byte order mark; expected none")
    found = [*lines(text.removeprefix(_MARK)), "", ""]
    if len(found) != 4:
        say(f"{len(found) - 2} lines; expected two")
    version, encoding = _VERSION.fullmatch(found[0]), _ENCODING.fullmatch(found[1])
    if version is None:
        say(f"{quoted(found[0])} in line 1; expected BagIt-Version: and a number such as 1.0")
    if encoding is None:
        say(f"{quoted(found[1])} in line 2; expected Tag-File-Character-Encoding: and a name such as UTF-8")
    numbers = (int(version[1]), int(version[2])) if version else None
    _check_version(numbers, problems)
    return Declaration(numbers, _codec(encoding[1], problems) if encoding else None)


def _check_version(version: tuple[int, int] | None, problems: Problems) -> None:
    if version in _OLDER:
        problems.warning("declaration", DECLARATION, "a version before 0.97; checked by the rules of 0.97")
    elif version is not None and version not in _KNOWN:
        expected = ", ".join(f"{major}.{minor}" for major, minor in _KNOWN)
        message = f"version {version[0]}.{version[1]} is not known; expected one of {expected}"
        problems.error("declaration", DECLARATION, message)


def _codec(name: str, problems: Problems) -> str | None:
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        found = ""
    if _TEXT_CODECS.fullmatch(found):
        return found
    problems.error("encoding", DECLARATION, f"no encoding {quoted(name)} is known; expected UTF-8")
    return None


def decoded(data: bytes, name: str, codec: str, problems: Problems) -> str | None:
    """Decode a tag file; None, and an error, where it is not in that encoding."""
    try:
        text = data.decode(codec)
    except UnicodeError as error:
        where = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        problems.error("encoding", name, f"not {codec}{where}, the encoding that {DECLARATION} declares")
        return None
    if text.startswith(_MARK):
        problems.warning("encoding", name, "begins with a byte order mark; expected none")
    return text.removeprefix(_MARK)


def lines(text: str) -> list[str]:
    """Cut a text at LF, CR and CRLF only; the last line may have no end."""
    found = re.split(r"\r\n|\r|\n", text)
    return found[:-1] if found[-1] == "" else found


def read_info(text: str, problems: Problems) -> Iterator[tuple[str, str]]:
    """Yield labels and values; a line that begins with white space goes on with the value before it."""
    found: list[tuple[str, str]] = []
    for number, line in enumerate(lines(text), start=1):
        entry = _LABEL.fullmatch(line)
        if any(unicodedata.category(one) == "Cc" for one in line.replace("\t", " ")):
            problems.error("info", INFO, f"a control character in line {number}; expected text")
        elif line[:1] in {" ", "\t"} and line.strip() and found:
            label, value = found[-1]
            found[-1] = (label, f"{value} {line.strip()}".strip())
        elif entry is not None:
            found.append((entry[1], entry[2].strip()))
        elif line.strip():
            problems.error(
                "info", INFO, f"{quoted(line)} in line {number}; expected a label, a colon, a value"
            )
    yield from found
