"""Describes the unpacked music package for deposit, from what lies in it and nothing else.

The licences are in its DEP-5 file, which the deposit reads. Titles need help: in many files a tag
repeats the values of the files tagged before, so that eleven pieces all begin with `Living Caves`.
Where a file's tags give one title, that holds; elsewhere the package's play list says what the piece
is. A piece's own track number is the last of the repeated ones. A piece without an artist is
credited to its copyright holder in the DEP-5 file.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from debian.copyright import Copyright
from mutagen.oggvorbis import OggVorbis

_ROOT = Path("usr/share/hyperrogue")
_SEVERAL = "Various Artists"
_NAMED = re.compile(r"#\s*(?P<title>[^\[]+?)\s*(?:\[.*)?")
_PLAYED = re.compile(r"\[[0-9]+\]\s+\*/(?P<file>\S+)")


@dataclass(frozen=True, slots=True)
class _Sources:
    """What the package says about its music besides the tags."""

    titles: Mapping[str, str]
    copyright: Copyright


def describe_package(folder: Path, package: str, version: str) -> str:
    """Return a `deposit.toml` for the package unpacked in `folder`."""
    evidence = Path("usr/share/doc") / package / "copyright"
    lines = (folder / evidence).read_text("utf-8").splitlines(keepends=True)
    titles = play_list_titles((folder / _ROOT / f"{package}.txt").read_text("utf-8"))
    sources = _Sources(titles, Copyright(lines, strict=True))
    music = sorted((folder / _ROOT / "music").glob("*.ogg"))
    blocks = [
        f"[deposit]\nreference = {_text(f'Debian {package} {version}')}\n",
        f"[[copyright]]\nfile = {_text(str(evidence))}\nroot = {_text(str(_ROOT))}\n",
        *_describe_music(folder, music, sources),
    ]
    return "\n".join(blocks)


def play_list_titles(text: str) -> dict[str, str]:
    """Read `# Title [02]` and the line `[02] */music/file.ogg` below it; the first title of a file holds."""
    titles: dict[str, str] = {}
    title: str | None = None
    for line in text.splitlines():
        named, played = _NAMED.fullmatch(line), _PLAYED.fullmatch(line.strip())
        if named is not None:
            title = named["title"]
        elif played is not None and title is not None:
            titles.setdefault(played["file"], title)
    return titles


def _describe_music(folder: Path, music: Sequence[Path], sources: _Sources) -> list[str]:
    tags = {path: _tags(path) for path in music}
    albums = {album for one in tags.values() for album in one.get("album", ())}
    release = albums.pop() if len(albums) == 1 else None
    return [_describe(path.relative_to(folder), tags[path], sources, release) for path in music]


def _describe(path: Path, tags: Mapping[str, Sequence[str]], sources: _Sources, release: str | None) -> str:
    name = str(path.relative_to(_ROOT))
    lines = ["[[file]]", f"path = {_text(str(path))}"]
    title = sources.titles.get(name)
    if len(tags.get("title", ())) != 1 and title is not None:
        lines.append(f"title = {_text(title)}")
    holder = _holder(sources.copyright, name)
    if not tags.get("artist") and holder is not None:
        lines.append(f"artists = [{_text(holder)}]")
    if release is not None:
        lines += [f"release = {_text(release)}", f"release_artists = [{_text(_SEVERAL)}]"]
    numbers = tags.get("tracknumber", ())
    if len(numbers) > 1 and numbers[-1].isascii() and numbers[-1].isdigit():
        lines.append(f"track = {int(numbers[-1])}")
    return "\n".join(lines) + "\n"


def _tags(path: Path) -> Mapping[str, Sequence[str]]:
    """Return Vorbis comments by lower-case name, each with all its values."""
    file: Any = cast("Any", OggVorbis)(path)
    return {name.lower(): tuple(values) for name, values in file.tags.as_dict().items()}


def _holder(document: Copyright, name: str) -> str | None:
    """Return the one copyright holder of a file, without address and years; None where several share it.

    Whoever holds all the rest of the package (`Files: *`) is not taken for a piece's artist.
    """
    paragraph = document.find_files_paragraph(name)
    if paragraph is None or tuple(paragraph.files) == ("*",):
        return None
    stated = cast("str", paragraph.copyright)
    holders = [line.strip() for line in stated.splitlines() if line.strip()]
    if len(holders) != 1:
        return None
    return re.sub(r"^[0-9 ,\-–]+|\s*[(<].*$", "", holders[0]).strip() or None


def _text(value: str) -> str:
    """Quote a text for TOML, whose basic strings are JSON's but for a bare delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
