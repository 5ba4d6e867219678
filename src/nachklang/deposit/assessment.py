"""From what was found to what may be done: description, rights signature, and the decision to keep."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from nachklang.audio import Examination
from nachklang.deposit.survey import Survey
from nachklang.deposit.tag_reader import read_tags
from nachklang.model.acts import Act
from nachklang.model.items import Description
from nachklang.model.mandates import RightsSignature
from nachklang.preservation.profile import Profile
from nachklang.rights import Decision, Law, decide, first_permitted


@dataclass(frozen=True, slots=True)
class Assessment:
    """One file, described and decided upon. `notes` say what could not be used."""

    description: Description
    rights: RightsSignature
    decision: Decision
    notes: tuple[str, ...]


def assess(
    name: str,
    examination: Examination,
    survey: Survey,
    profile: Profile,
    law: Law,
    on: date,
    *,
    recorded: Callable[[Description, RightsSignature], RightsSignature],
) -> Assessment:
    """Put together what depositor, tags and evidence say, and decide whether the file may be preserved.

    `recorded` adds to its rights what is recorded for such a file; the decision rests on both.
    """
    tagged = read_tags(examination.tags)
    found = survey.evidence(name, examination.tags)
    said = survey.description.given(name).over(tagged.given)
    covered = {mandate.layer for mandate in said.mandates}
    mandates = said.mandates + tuple(one for one in found.mandates if one.layer not in covered)
    rights = RightsSignature(
        mandates,
        said.terms(),
        survey.description.prohibitions(name),
        survey.description.circumstances(name),
    )
    description = said.description(PurePosixPath(name).stem)
    return Assessment(
        description=description,
        rights=rights,
        decision=decide_to_keep(recorded(description, rights), profile, law, on),
        notes=examination.warnings + tagged.notes + found.notes,
    )


def decide_to_keep(rights: RightsSignature, profile: Profile, law: Law, on: date) -> Decision:
    """Decide `preserve` for each class that the archive has; the first that permits it counts."""
    decisions = [
        decide(Act.PRESERVE, profile.jurisdiction, on, actor, rights, law)
        for actor in profile.institution_classes
    ]
    return first_permitted(decisions)
