"""Linking keeps what it promises on a made world: nearly everything found, next to nothing wrong."""

from pathlib import Path

import pytest
from benchmarks._identity_judge import Judged
from benchmarks.catalogue.stages import Recorder
from benchmarks.identity import run

from nachklang.catalogue.engines import EngineSettings
from nachklang.catalogue.linking.resolving import ENTITIES

ROWS = 30_000

pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")


class Linked:
    """A world that was linked once for all tests, and how well."""

    def __init__(self, folder: Path) -> None:
        self.recorder = Recorder(folder, folder / "figures.json", {"rows": ROWS})
        engine = EngineSettings.of_machine(memory=1_000_000_000, threads=2)
        self.judged: dict[str, Judged] = run(ROWS, folder, self.recorder, engine)


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    return Linked(tmp_path_factory.mktemp("identity"))


@pytest.mark.parametrize("entity", ENTITIES)
def test_what_is_joined_is_the_same(linked: Linked, entity: str) -> None:
    assert linked.judged[entity].precision >= 0.995


@pytest.mark.parametrize("entity", ENTITIES)
def test_what_is_the_same_is_joined(linked: Linked, entity: str) -> None:
    assert linked.judged[entity].recall >= 0.90


@pytest.mark.parametrize("entity", ENTITIES)
def test_numbers_of_things_and_the_list_of_true_pairs_say_the_same(linked: Linked, entity: str) -> None:
    assert linked.judged[entity].true > 50
    assert linked.judged[entity].unlisted == 0


@pytest.mark.parametrize(
    ("entity", "noises"),
    [
        ("artist", {"same", "typo", "case", "diacritics", "transliteration"}),
        ("release", {"same", "typo", "case", "diacritics", "transliteration"}),
        ("recording", {"same", "typo", "case", "diacritics", "transliteration", "duration", "feat"}),
    ],
)
def test_no_noise_hides_most_of_what_is_the_same(linked: Linked, entity: str, noises: set[str]) -> None:
    found = linked.judged[entity].found
    assert set(found) == noises
    assert [noise for noise, (pairs, joined) in found.items() if joined < 0.7 * pairs] == []


@pytest.mark.parametrize(
    ("entity", "traps"),
    [
        ("artist", {"namesake"}),
        ("release", {"edition", "live", "remaster"}),
        ("recording", {"live", "remaster", "cover"}),
    ],
)
def test_next_to_none_falls_into_a_trap(linked: Linked, entity: str, traps: set[str]) -> None:
    fallen = linked.judged[entity].fallen
    assert set(fallen) == traps
    assert [trap for trap, (pairs, joined) in fallen.items() if joined > 0.01 * pairs] == []


def test_each_entity_is_a_stage_with_its_figures(linked: Linked) -> None:
    stages = {stage.name: stage for stage in linked.recorder.stages}
    assert {f"link {name}" for name in ENTITIES} <= set(stages)
    assert {"settle world-a", "settle cluster", "settle match", "index clusters"} <= set(stages)
    parts = sum(
        stages[name].cpu for name in stages if name != "world" and not name.startswith("settle world")
    )
    assert linked.recorder.figures["linking"]["cpu"] == pytest.approx(parts, abs=0.2)
