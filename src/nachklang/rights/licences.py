"""What a licence permits.

The six Creative Commons licences grant the use of the unchanged work by anybody, in all versions
(4.0: section 2(a)(1); 1.0 to 3.0: section 3): copies, public performance, making available and the
technical changes that other formats need. NC withholds uses that are primarily commercial. ND
withholds the sharing of adaptations, which none of the archive's acts does. SA binds what is made
from the work. None of them is taken as consent to train a generative model.
"""

from nachklang.model.acts import Act, ActorClass
from nachklang.model.licences import Licence
from nachklang.model.mandates import Basis, Mandate
from nachklang.rights.decision import Ground, MissingCode, MissingFact
from nachklang.rights.wording import ACTORS, ACTS, one_line

_NOT_BY_LICENCE = frozenset({Act.TRAIN})
_DEDICATION = "CC0-1.0"
_LABEL = "CC-PDM-1.0"


def weigh_licence(act: Act, actor: ActorClass, mandate: Mandate, licence: Licence) -> Ground | MissingFact:
    """Say whether the licence grounds `act` by `actor`. It holds in every territory and for good."""
    if licence.spdx == _DEDICATION:
        return _ground(
            mandate, "dedicated to the public by CC0-1.0, which permits every act", licence, "section 2"
        )
    if licence.spdx == _LABEL:
        return _missing(mandate, MissingCode.PUBLIC_DOMAIN_MARK, _label_text(mandate))
    if not licence.elements:
        return _missing(mandate, MissingCode.LICENCE_WITHOUT_RULE, _unknown_text(licence))
    return _weigh_creative_commons(act, actor, mandate, licence)


def _weigh_creative_commons(
    act: Act, actor: ActorClass, mandate: Mandate, licence: Licence
) -> Ground | MissingFact:
    if act in _NOT_BY_LICENCE:
        return _missing(mandate, MissingCode.LICENCE_NOT_FOR_TRAINING, _training_text(licence))
    if "NC" in licence.elements and actor.commercial:
        return _missing(mandate, MissingCode.LICENCE_NON_COMMERCIAL, _commercial_text(licence, actor))
    limit = " for non-commercial purposes" if "NC" in licence.elements else ""
    summary = f"licensed under {licence}, which permits {ACTS[act]}{limit}"
    return _ground(mandate, summary, licence, _section(licence))


def _section(licence: Licence) -> str:
    """Name the clause of the grant. Translations for one country number their clauses as they like."""
    if "-4.0" in licence.spdx:
        return "section 2(a)(1)"
    ported = not licence.spdx[-1].isdigit()
    return "the grant of the licence" if ported else "section 3"


def _ground(mandate: Mandate, summary: str, licence: Licence, section: str) -> Ground:
    citation = f"{licence.address}, {section}"
    return Ground(mandate.layer, Basis.LICENCE, summary, citation, mandate.evidence)


def _missing(mandate: Mandate, code: MissingCode, text: str) -> MissingFact:
    return MissingFact(mandate.layer, code, text)


def _label_text(mandate: Mandate) -> str:
    return (
        "the Public Domain Mark is a label and grants nothing; the term has to be computed: "
        f"record the facts from which the term of the {mandate.layer} follows"
    )


def _unknown_text(licence: Licence) -> str:
    return (
        f"the licence {one_line(licence.spdx)} is known by name only, and this archive has no rule for what "
        "it permits: record a Creative Commons licence or an agreement that names the act"
    )


def _training_text(licence: Licence) -> str:
    return (
        f"{licence} is not taken as consent to {ACTS[Act.TRAIN]}: record an agreement whose acts name train"
    )


def _commercial_text(licence: Licence, actor: ActorClass) -> str:
    return (
        f"{licence} bars commercial use, and {ACTORS[actor]} acts commercially: "
        "record an agreement that covers this class of actor"
    )
