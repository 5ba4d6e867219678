"""A holding: one item as its page shows it, with every act decided at the moment of asking."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from nachklang.archive import Archive, History
from nachklang.model.acts import Act, Layer
from nachklang.model.items import Item
from nachklang.model.licences import Licence
from nachklang.model.mandates import Basis, Evidence, Mandate, Prohibition
from nachklang.rights import Decision, Ground
from nachklang.web.templating import day
from nachklang.web.words import BASES, LAYERS, channels_name, format_name, territory_name


@dataclass(frozen=True, slots=True)
class GroundShown:
    """One authority over one layer, and the acts that it carries today; none where `acts` is empty."""

    basis: str
    acts: tuple[Act, ...]
    citation: str | None
    summary: str | None
    validity: str | None
    licence: Licence | None
    agreement: str | None
    evidence: Evidence | None

    @property
    def carries(self) -> str:
        """The acts in words."""
        if len(self.acts) == len(Act):
            return "every act"
        return ", ".join(self.acts) or "none of the acts today"


@dataclass(frozen=True, slots=True)
class LayerShown:
    """The grounds of one layer."""

    layer: Layer
    grounds: tuple[GroundShown, ...]

    @property
    def name(self) -> str:
        """The layer in words."""
        return LAYERS[self.layer]


@dataclass(frozen=True, slots=True)
class Holding:
    """An item, its decisions by act, its rights by layer and its history."""

    item: Item
    decisions: dict[Act, Decision]
    layers: tuple[LayerShown, ...]
    history: History
    address: str

    @property
    def audio(self) -> str:
        """The address of the sound. It decides again when it is asked."""
        return f"{self.address}/audio"

    @property
    def download(self) -> str:
        """The address of the original as a file. It decides again when it is asked."""
        return f"{self.address}/download"

    @property
    def prohibitions(self) -> tuple[Prohibition, ...]:
        """What is prohibited today, each once, in the order of the item."""
        standing = [one for decision in self.decisions.values() for one in decision.prohibitions]
        return tuple(one for one in self.item.rights.prohibitions if one in standing)

    def why(self, act: Act) -> tuple[str, ...]:
        """Say in plain words why an act is permitted or not."""
        return why(self.item, self.decisions[act])

    @property
    def format(self) -> str:
        """The format's name."""
        return format_name(self.item.technical.container, self.item.technical.codec)

    @property
    def channels(self) -> str:
        """How many channels."""
        return channels_name(self.item.technical.channels)

    @property
    def file_name(self) -> str:
        """The name of the file as deposited, without the depositor's folders."""
        return PurePosixPath(self.item.original_name).name

    @property
    def where(self) -> str:
        """The territory that the decisions were made for."""
        return territory_name(self.decisions[Act.STREAM].territory)


def hold(archive: Archive, item: Item, address: str) -> Holding:
    """Collect what a page says about an item."""
    in_force = archive.in_force()
    decisions = {act: in_force.decide(act, item) for act in Act}
    item = replace(item, rights=in_force.rights_of(item))
    layers = tuple(LayerShown(layer, tuple(_grounds(layer, item, decisions))) for layer in Layer)
    return Holding(item, decisions, layers, archive.history(item), address)


def why(item: Item, decision: Decision) -> tuple[str, ...]:
    """Give the reasons in plain words, without the evidence: one sentence for layers that share it."""
    if decision.prohibitions:
        return decision.reasons()
    layers: dict[str, list[str]] = {}
    for decided in decision.layers:
        facts = [fact.text for fact in decided.mendable]
        for text in [_named(decided.grounds[0], item)] if decision.permitted else facts:
            layers.setdefault(text, []).append(LAYERS[decided.layer])
    return tuple(f"{_joined(names)}: {text.rstrip('.')}." for text, names in layers.items())


def _named(ground: Ground, item: Item) -> str:
    """Name a ground as briefly as it can be: the section on rights tells the rest."""
    if ground.basis is Basis.PUBLIC_DOMAIN:
        return "public domain"
    mandate = _mandate_of(ground, item)
    return str(mandate.licence) if mandate and mandate.licence else ground.citation


def _mandate_of(ground: Ground, item: Item) -> Mandate | None:
    """Find the mandate that a ground was made from: the one with its layer, basis and evidence."""
    key = (ground.layer, ground.basis, ground.evidence)
    return next((one for one in item.rights.mandates if (one.layer, one.basis, one.evidence) == key), None)


def _joined(names: Iterable[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last.lower()}" if before else last


def _grounds(layer: Layer, item: Item, decisions: dict[Act, Decision]) -> Iterator[GroundShown]:
    """Give each authority once: those that a decision cited, then mandates that carry nothing today."""
    cited: dict[tuple[object, ...], dict[Act, Ground]] = {}
    for act, decision in decisions.items():
        for ground in _of_layer(layer, decision):
            key = (ground.basis, ground.evidence or ground.citation)
            cited.setdefault(key, {})[act] = ground
    mandates = [mandate for mandate in item.rights.mandates if mandate.layer is layer]
    for by_act in cited.values():
        ground = next(iter(by_act.values()))
        yield _shown(ground, tuple(by_act), _mandate_of(ground, item))
    for mandate in mandates:
        if (mandate.basis, mandate.evidence) not in cited:
            yield _idle(mandate)


def _of_layer(layer: Layer, decision: Decision) -> Iterator[Ground]:
    for decided in decision.layers:
        if decided.layer is layer:
            yield from decided.grounds


def _shown(ground: Ground, acts: tuple[Act, ...], mandate: Mandate | None) -> GroundShown:
    since = f"from {day(ground.valid_from)}" if ground.valid_from else ""
    until = f"to the end of {day(ground.valid_to)}" if ground.valid_to else ""
    return GroundShown(
        basis=BASES[ground.basis],
        acts=acts,
        citation=ground.citation,
        summary=ground.summary if ground.evidence is None else None,
        validity=" ".join(filter(None, (since, until))) or None,
        licence=mandate.licence if mandate else None,
        agreement=mandate.agreement.reference if mandate and mandate.agreement else None,
        evidence=ground.evidence,
    )


def _idle(mandate: Mandate) -> GroundShown:
    return GroundShown(
        basis=BASES[mandate.basis],
        acts=(),
        citation=None,
        summary=None,
        validity=None,
        licence=mandate.licence,
        agreement=mandate.agreement.reference if mandate.agreement else None,
        evidence=mandate.evidence,
    )
