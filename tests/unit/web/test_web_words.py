"""How values are written, and how addresses are spelled."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.model.acts import Act, ActorClass, Layer
from nachklang.model.dates import Duration
from nachklang.model.mandates import Basis
from nachklang.web.paths import plain_path
from nachklang.web.templating import Pages, clock, counted, day, hours, lasting, shortened, size
from nachklang.web.words import ACTS, BASES, LAYERS, channels_name, format_name, institution_name


@given(st.text(st.characters(codec="utf-8"), max_size=60).map(lambda rest: f"/{rest}"))
def test_a_plain_path_is_its_own_plain_path(path: str) -> None:
    plain = plain_path(path)
    assert plain_path(plain) == plain
    assert plain.startswith("/")


@pytest.mark.parametrize(
    "spelling",
    [
        "/recordings/ab-1/audio",
        "/recordings/ab-1/audio/",
        "/Recordings/AB-1/AUDIO",
        "//recordings///ab-1//audio//",
    ],
)
def test_every_spelling_of_an_address_is_one_address(spelling: str) -> None:
    assert plain_path(spelling) == "/recordings/ab-1/audio"


def test_static_files_keep_their_spelling() -> None:
    assert plain_path("/static/vendor/Htmx.js") == "/static/vendor/Htmx.js"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0, "0:00"), (61_499, "1:01"), (61_500, "1:02"), (Duration(3_723_000), "1:02:03")],
)
def test_durations_are_written_to_the_second(value: Duration | int | None, text: str) -> None:
    assert lasting(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (3_400_000, "3.4 MB"),
        (999_999, "1.0 MB"),
        (5 * 10**15, "5.0 PB"),
    ],
)
def test_sizes_are_written_in_decimal_units(value: int, text: str) -> None:
    assert size(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(42_000, "42 s"), (60_000, "1 min"), (7_140_000, "119 min"), (7_200_000, "2 h")]
)
def test_much_time_is_written_in_its_largest_unit(value: int, text: str) -> None:
    assert hours(value) == text


def test_instants_are_told_in_utc() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=timezone(-timedelta(hours=2)))
    assert (day(late), clock(late)) == ("23 November 2026", "01:30")
    assert day(date(2026, 3, 1)) == "1 March 2026"
    assert clock(datetime(2026, 1, 1, 5, 7, tzinfo=UTC)) == "05:07"


def test_long_texts_are_cut_and_short_ones_are_not() -> None:
    assert shortened("Rag", 3) == "Rag"
    assert shortened("immer weiter", 7) == "immer…"
    assert len(shortened("x" * 10_000, 200)) == 200


def test_counting_one_thing_and_more() -> None:
    assert (counted(1, "track"), counted(1200, "track")) == ("1 track", "1,200 tracks")


@pytest.mark.parametrize(
    ("container", "codec", "name"),
    [
        ("flac", "flac", "FLAC"),
        ("ogg", "vorbis", "Ogg Vorbis"),
        ("wav", "pcm_s16le", "WAV (PCM)"),
        ("mp3", "mp3", "MP3"),
        ("strange", "odd", "strange odd"),
    ],
)
def test_formats_have_the_names_that_people_use(container: str, codec: str, name: str) -> None:
    assert format_name(container, codec) == name


def test_every_value_of_the_model_has_words() -> None:
    assert set(ACTS) == set(Act)
    assert set(LAYERS) == set(Layer)
    assert set(BASES) == set(Basis)
    assert [channels_name(count) for count in (1, 2, 6)] == ["1, mono", "2, stereo", "6"]
    both = (ActorClass.NATIONAL_LIBRARY, ActorClass.SOUND_HERITAGE_BODY)
    assert institution_name(both) == "National library, sound heritage body"


def test_pages_do_without_htmx_where_it_could_not_be_had(tmp_path: Path) -> None:
    for name in ("mark.svg", "nachklang.css", "player.js"):
        (tmp_path / name).write_text("/* */", encoding="utf-8")
    frame = {"archive_name": "A", "archive_id": "1", "owner": "B", "jurisdiction": "C", "here": "/about"}
    without = Pages(tmp_path).render("about.html", acts=ACTS.items(), **frame)
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor/htmx.min.js").write_text("1", encoding="utf-8")
    with_it = Pages(tmp_path).render("about.html", acts=ACTS.items(), **frame)
    assert "htmx" not in without
    assert '<script src="/static/vendor/htmx.min.js?v=' in with_it
