"""TOML whose errors name the file, the line and the key."""

import pytest

from nachklang.errors import SettingsError
from nachklang.model.acts import Territory
from nachklang.model.toml_text import TomlTable

DOCUMENT = '''\
name = "A"
story = """
name = "not a key"
"""

[[store]]
name = "one"
[[store]]
name = "two"
url = 7

[store.inner]
deep.er = "x"
'''


def read(text: str) -> TomlTable:
    return TomlTable.parse(text, "x.toml", SettingsError)


def test_a_wrong_kind_names_file_line_and_key() -> None:
    with pytest.raises(
        SettingsError, match=r"^x.toml, line 10: store\[1\].url: expected a text in quotes, found 7"
    ):
        read(DOCUMENT).tables("store")[1].text("url")


def test_a_key_inside_a_long_string_is_no_key() -> None:
    assert read(DOCUMENT).line("name") == 1


def test_dotted_keys_and_tables_of_the_newest_array_entry_have_their_lines() -> None:
    inner = read(DOCUMENT).tables("store")[1].table("inner")
    assert inner is not None
    assert inner.line("deep") == 13
    assert inner.name("deep") == "store[1].inner.deep"


def test_syntax_faults_name_the_file_and_place() -> None:
    with pytest.raises(SettingsError, match=r"x.toml: not TOML: .*line 2"):
        read("a = 1\nb = = 2\n")


def test_an_unknown_key_is_refused_with_the_nearest_name() -> None:
    table = read('\njurisdicton = "DE"\n')
    table.text("jurisdiction")
    with pytest.raises(SettingsError, match=r"line 2: jurisdicton: no such key; did you mean jurisdiction\?"):
        table.finish()


def test_a_value_that_its_parser_refuses_gets_its_place() -> None:
    with pytest.raises(SettingsError, match=r"line 1: where: not a territory: '\\u0661'"):
        read('where = "١"').value("where", Territory.parse)


def test_a_missing_key_is_named() -> None:
    table = read("")
    with pytest.raises(SettingsError, match=r"line 1: name: is missing"):
        table.required("name", table.text("name"))


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("k = true", lambda table: table.integer("k", least=0)),
        ("k = -1", lambda table: table.integer("k", least=0)),
        ("k = 1", lambda table: table.boolean("k")),
        ('k = ""', lambda table: table.text("k")),
        ("k = [1]", lambda table: table.texts("k")),
        ("k = 2026-11-22T10:00:00Z", lambda table: table.day("k")),
        ('k = "2026-11-22"', lambda table: table.day("k")),
        ('k = ["a"]', lambda table: table.tables("k")),
        ("k = [1]", lambda table: table.mixed("k")),
        ("k = 1", lambda table: table.table("k")),
        ("k = 1000000000", lambda table: table.integer("k", least=0)),
        ('k = [" "]', lambda table: table.mixed("k")),
    ],
)
def test_every_reader_refuses_what_it_does_not_expect(text: str, call: object) -> None:
    assert callable(call)
    with pytest.raises(SettingsError, match="line 1: k: expected"):
        call(read(text))


@pytest.mark.parametrize("value", ['"a\\u0000"', '["a\\u0000"]'])
def test_a_text_that_no_database_takes_is_named(value: str) -> None:
    table = read(f"k = {value}")
    with pytest.raises(SettingsError, match="line 1: k: holds a NUL character"):
        table.texts("k")
    with pytest.raises(SettingsError, match="line 1: k: holds a NUL character"):
        table.mixed("k")


@pytest.mark.parametrize("text", ["k = " + "[" * 100_000, "k = " + "9" * 5000])
def test_a_document_beyond_reason_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=r"not TOML"):
        read(text)


def test_lines_are_counted_as_toml_counts_them() -> None:
    with pytest.raises(SettingsError, match=r"line 2: k: expected a text"):
        read("# \u0085 \u2028\nk = 1").text("k")
