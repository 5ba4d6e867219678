"""Documents as MusicBrainz' web service gives them out, made for tests."""

import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Document = dict[str, Any]


def gid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def artist(name: str = "Ann", **more: object) -> Document:
    return {"id": gid(name), "name": name, "sort-name": f"{name}, the", "type": "Person", **more}


def credit(*names: tuple[str, str]) -> list[Document]:
    return [{"name": name, "joinphrase": join, "artist": artist(name)} for name, join in names]


def recording(number: int = 1, **more: object) -> Document:
    return {
        "id": gid(f"recording {number}"),
        "title": f"Song {number}",
        "length": 1000 * number,
        "video": False,
        "disambiguation": "",
        "first-release-date": "1999-12",
        "isrcs": [f"DEABC99{number:05}"],
        "artist-credit": credit(("Ann", "")),
        **more,
    }


def track(of: int = 1, /, **more: object) -> Document:
    return {
        "id": gid(f"track {of}"),
        "position": of,
        "number": f"A{of}",
        "title": f"Song {of}",
        "length": 1000 * of,
        "artist-credit": credit(("Ann", "")),
        "recording": recording(of),
        **more,
    }


def release(**more: object) -> Document:
    """Return a document with all that a table has a column for."""
    performs = {
        "target-type": "work",
        "type": "performance",
        "work": {
            "id": gid("work"),
            "iswcs": ["T-034.524.680-1"],
            "relations": [
                {
                    "target-type": "artist",
                    "type": "composer",
                    "artist": artist("Carl"),
                    "target-credit": "C. B.",
                },
                {"target-type": "artist", "type": "lyricist", "artist": artist("Lyra")},
            ],
        },
    }
    links = [
        {
            "target-type": "url",
            "type": "discogs",
            "url": {"resource": "https://www.discogs.com/release/123-Ann"},
        },
        {"target-type": "url", "type": "wikidata", "url": {"resource": "https://www.wikidata.org/wiki/Q42"}},
        {"target-type": "url", "type": "homepage", "url": {"resource": "https://ann.example/"}},
    ]
    return {
        "id": gid("release"),
        "title": "Songs",
        "status": "Official",
        "barcode": "2000260000039",
        "disambiguation": "the blue one",
        "text-representation": {"language": "deu", "script": "Latn"},
        "date": "1999-11-30",
        "country": "DE",
        "release-events": [
            {"date": "2000-01", "area": {"iso-3166-1-codes": ["AT"]}},
            {"date": "1999-11-30", "area": {"iso-3166-1-codes": ["DE"]}},
            {"date": "", "area": {"iso-3166-1-codes": ["CH"]}},
            {"date": "2001", "area": None},
        ],
        "artist-credit": credit(("Ann", " & "), ("Bob", "")),
        "release-group": {
            "id": gid("group"),
            "title": "Songs",
            "primary-type": "Album",
            "artist-credit": credit(("Ann", "")),
        },
        "label-info": [
            {
                "catalog-number": "AB 1",
                "label": {"id": gid("label"), "name": "Ab", "isnis": ["000000012146438X"]},
            },
            {"catalog-number": "AB 2", "label": None},
        ],
        "media": [
            {
                "id": gid("medium"),
                "position": 1,
                "format": "CD",
                "title": "One",
                "pregap": track(100, position=0, number="0"),
                "tracks": [
                    track(1, recording=recording(1, relations=[performs])),
                    track(2, title="Song Two"),
                ],
                "data-tracks": [track(3)],
            }
        ],
        "relations": links,
        "tags": [{"name": "rock", "count": 3}],
        "genres": [{"name": "rock"}],
        "annotation": "not CC0",
        **more,
    }


def written(folder: Path, *documents: object, name: str = "release.jsonl") -> Path:
    """Write a document a line."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(document) + "\n" for document in documents))
    return path
