"""What a licence permits.

The six Creative Commons licences grant the use of the unchanged work by anybody, in all versions
(4.0: section 2(a)(1); 1.0 to 3.0: section 3): copies, public performance, making available and the
technical changes that other formats need. NC withholds uses that are primarily commercial. ND
withholds the sharing of adaptations, which none of the archive's acts does. SA binds what is made
from the work. None of them is taken as consent to train a generative model.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache, partial

from nachklang.model.acts import Act, ActorClass
from nachklang.model.licences import Licence
from nachklang.model.mandates import Basis, Mandate
from nachklang.rights.authorities import Authority, Weighed
from nachklang.rights.days import ALWAYS
from nachklang.rights.decision import Ground, MissingCode, MissingFact
from nachklang.rights.question import Use
from nachklang.rights.wording import ACTORS, ACTS, one_line

_NOT_BY_LICENCE = frozenset({Act.TRAIN})
_DEDICATION = "CC0-1.0"
_LABEL = "CC-PDM-1.0"


class _Kind(Enum):
    """Licences of one kind permit the same; the value is one of them, to stand for all."""

    DEDICATION = Licence(_DEDICATION)
    LABEL = Licence(_LABEL)
    CREATIVE_COMMONS = Licence("CC-BY-4.0")
    NON_COMMERCIAL = Licence("CC-BY-NC-4.0")
    WITHOUT_RULE = Licence("LicenseRef-other")


def weigh_licence(use: Use, mandate: Mandate, licence: Licence) -> Authority:
    """Weigh a licence, which holds in every territory and for good."""
    tell = partial(_tell, use, mandate, licence)
    gap = _gap(_kind(licence), use.act, use.actor)
    if gap is not None:
        return Authority((), ((gap, ALWAYS),), tell)
    return Authority(((Basis.LICENCE, ALWAYS),), (), tell)


def representative(licence: Licence) -> Licence:
    """Return the licence that stands for all that permit the same."""
    return _kind(licence).value


@lru_cache(maxsize=1024)
def _kind(licence: Licence) -> _Kind:
    if licence.spdx == _DEDICATION:
        return _Kind.DEDICATION
    if licence.spdx == _LABEL:
        return _Kind.LABEL
    if not licence.elements:
        return _Kind.WITHOUT_RULE
    return _Kind.NON_COMMERCIAL if "NC" in licence.elements else _Kind.CREATIVE_COMMONS


def _gap(kind: _Kind, act: Act, actor: ActorClass) -> MissingCode | None:
    if kind is _Kind.DEDICATION:
        return None
    if kind is _Kind.LABEL:
        return MissingCode.PUBLIC_DOMAIN_MARK
    if kind is _Kind.WITHOUT_RULE:
        return MissingCode.LICENCE_WITHOUT_RULE
    if act in _NOT_BY_LICENCE:
        return MissingCode.LICENCE_NOT_FOR_TRAINING
    if kind is _Kind.NON_COMMERCIAL and actor.commercial:
        return MissingCode.LICENCE_NON_COMMERCIAL
    return None


def _tell(use: Use, mandate: Mandate, licence: Licence, on: date) -> Weighed:
    del on  # it holds for good
    kind = _kind(licence)
    gap = _gap(kind, use.act, use.actor)
    if gap is not None:
        return (MissingFact(mandate.layer, gap, _TEXTS[gap](use, mandate, licence)),)
    if kind is _Kind.DEDICATION:
        summary = "dedicated to the public by CC0-1.0, which permits every act"
        return (_ground(mandate, summary, licence, "section 2"),)
    limit = " for non-commercial purposes" if kind is _Kind.NON_COMMERCIAL else ""
    summary = f"licensed under {licence}, which permits {ACTS[use.act]}{limit}"
    return (_ground(mandate, summary, licence, _section(licence)),)


def _section(licence: Licence) -> str:
    """Name the clause of the grant. Translations for one country number their clauses as they like."""
    if "-4.0" in licence.spdx:
        return "section 2(a)(1)"
    ported = not licence.spdx[-1].isdigit()
    return "the grant of the licence" if ported else "section 3"


def _ground(mandate: Mandate, summary: str, licence: Licence, section: str) -> Ground:
    citation = f"{licence.address}, {section}"
    return Ground(mandate.layer, Basis.LICENCE, summary, citation, mandate.evidence)


def _label_text(_: Use, mandate: Mandate, __: Licence) -> str:
    return (
        "the Public Domain Mark is a label and grants nothing; the term has to be computed: "
        f"record the facts from which the term of the {mandate.layer} follows"
    )


def _unknown_text(_: Use, __: Mandate, licence: Licence) -> str:
    return (
        f"the licence {one_line(licence.spdx)} is known by name only, and this archive has no rule for what "
        "it permits: record a Creative Commons licence or an agreement that names the act"
    )


def _training_text(_: Use, __: Mandate, licence: Licence) -> str:
    return (
        f"{licence} is not taken as consent to {ACTS[Act.TRAIN]}: record an agreement whose acts name train"
    )


def _commercial_text(use: Use, _: Mandate, licence: Licence) -> str:
    return (
        f"{licence} bars commercial use, and {ACTORS[use.actor]} acts commercially: "
        "record an agreement that covers this class of actor"
    )


_TEXTS: Mapping[MissingCode, Callable[[Use, Mandate, Licence], str]] = {
    MissingCode.PUBLIC_DOMAIN_MARK: _label_text,
    MissingCode.LICENCE_WITHOUT_RULE: _unknown_text,
    MissingCode.LICENCE_NOT_FOR_TRAINING: _training_text,
    MissingCode.LICENCE_NON_COMMERCIAL: _commercial_text,
}
