"""`deposit accept`: a folder goes in, file by file; each is kept or refused for a named reason."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from nachklang.audio import AudioProblem, Examination, examine, looks_like_audio
from nachklang.deposit import names
from nachklang.deposit.assessment import assess
from nachklang.deposit.entries import refusal_entry, refusal_key
from nachklang.deposit.examiners import Examiners, Pending
from nachklang.deposit.keeping import Submission, item_id_of, keep, recover
from nachklang.deposit.listing import Candidate
from nachklang.deposit.refusals import refusal_code, refusal_reason
from nachklang.deposit.report import Outcome, Progress, Report, Status
from nachklang.deposit.services import Services
from nachklang.deposit.survey import Survey, survey
from nachklang.errors import SourceError
from nachklang.model.items import Description, Item, Technical
from nachklang.model.mandates import RightsSignature
from nachklang.model.plain import digest
from nachklang.preservation.outbox import flush
from nachklang.preservation.telling import tell_everybody
from nachklang.registry import DepositRecord, Refusal
from nachklang.rights import Decision
from nachklang.rights.scopes import Subject
from nachklang.vault import StagedFile

_FLUSH_EVERY = 32


@dataclass(frozen=True, slots=True)
class _Staged:
    """A file that was copied and hashed, and is being decoded."""

    candidate: Candidate
    staged: StagedFile
    pending: Pending


def accept(
    folder: Path, services: Services, *, executors: Callable[[], Executor], ahead: int, progress: Progress
) -> Report:
    """Take a folder in, and report on every file in it.

    `executors` makes the executor that decodes, `ahead` is how many files may be decoded at once. The
    caller holds the archive's deposit lock. Running it again over the same folder changes nothing but
    for what could not be done before. Raises SourceError, DepositDescriptionError and DamagedBagError
    before anything is written, StorageError where the disk fails; what was accepted until then stays.
    """
    recover(services)
    surveyed = survey(folder)
    record = _record(surveyed, services)
    services.registry.begin_deposit(record)
    audio = [one for one in surveyed.candidates if _is_audio(one, surveyed)]
    progress.begin(len(audio), sum(one.size for one in audio))
    with Examiners(executors, examine) as examiners:
        run = _Run(surveyed, record, services, examiners, progress)
        outcomes = tuple(run.outcomes(ahead))
    flush(services.registry, services.ledger)
    finished = services.clock()
    services.registry.finish_deposit(record.id, finished)
    tell_everybody(services.preservation, services.stores)
    return Report(record.id, record.folder, record.started_at, finished, outcomes)


def _is_audio(candidate: Candidate, surveyed: Survey) -> bool:
    return (
        candidate.fault is None and candidate.name not in surveyed.read and looks_like_audio(candidate.name)
    )


def _record(surveyed: Survey, services: Services) -> DepositRecord:
    """Describe the deposit.

    A folder that comes again under the same reference is the same deposit, going on.
    """
    place = os.fsencode(surveyed.folder.resolve()).hex()
    reference = surveyed.description.reference
    return DepositRecord(
        id=services.profile.make_id("deposit", place, reference or ""),
        folder=names.shown(str(surveyed.folder.resolve())),
        depositor=surveyed.description.depositor,
        reference=reference,
        started_at=services.clock(),
    )


class _Run:
    """One pass over the files of a deposit, in their order, with a few being decoded ahead."""

    def __init__(
        self,
        surveyed: Survey,
        record: DepositRecord,
        services: Services,
        examiners: Examiners,
        progress: Progress,
    ) -> None:
        self._survey = surveyed
        self._record = record
        self._services = services
        self._examiners = examiners
        self._progress = progress

    def outcomes(self, ahead: int) -> Iterator[Outcome]:
        """Yield one outcome a file, in the order of the files."""
        waiting: deque[_Staged | Outcome] = deque()
        for number, candidate in enumerate(self._survey.candidates, start=1):
            waiting.append(self._start(candidate))
            while len(waiting) > ahead:
                yield self._finish(waiting.popleft())
            if number % _FLUSH_EVERY == 0:
                flush(self._services.registry, self._services.ledger)
        while waiting:
            yield self._finish(waiting.popleft())

    def _finish(self, work: _Staged | Outcome) -> Outcome:
        outcome = work if isinstance(work, Outcome) else self._decide(work)
        self._progress.finished(outcome)
        return outcome

    def _start(self, candidate: Candidate) -> _Staged | Outcome:
        """Refuse what needs no look inside; copy, hash and begin to decode the rest."""
        if candidate.name in self._survey.read:
            return Outcome(candidate.name, Status.READ, candidate.size)
        if candidate.fault is not None:
            return self._refuse(candidate, *candidate.fault)
        if not looks_like_audio(candidate.name):
            reason = "its name is not that of an audio file"
            return Outcome(candidate.name, Status.SET_ASIDE, candidate.size, "not-audio", reason)
        try:
            staged = self._stage(candidate)
        except SourceError as error:
            return self._refuse(candidate, error.code, str(error))
        known = self._known(candidate, staged)
        if known is not None:
            # Decoding what is held already would only make a second run as long as the first.
            self._services.vault.discard(staged)
            return known
        return _Staged(candidate, staged, self._examiners.submit(staged.path, candidate.name))

    def _known(self, candidate: Candidate, staged: StagedFile) -> Outcome | None:
        """Answer for bytes that the archive holds, or had to remove; None where they are new."""
        registry = self._services.registry
        held = registry.item_by_sha512(staged.sha512)
        if held is not None:
            return self._held(candidate, staged, held)
        removal = registry.removals.of_bytes(staged.sha512)
        if removal is None:
            return None
        day = removal.decided_at.date().isoformat()
        reason = f"these bytes had to be removed on {day}; they stay out"
        return self._refuse(candidate, "removed-by-law", reason, staged.sha512)

    def _stage(self, candidate: Candidate) -> StagedFile:
        """Copy a file; raises SourceError, also where it is no longer what its bag was found to hold."""
        staged = self._services.vault.stage(candidate.path, on_bytes=self._progress.bytes_read)
        if self._survey.sha512.get(candidate.name, staged.sha512) != staged.sha512:
            self._services.vault.discard(staged)
            raise SourceError("it changed after its bag was checked: wait until nobody writes, then repeat")
        return staged

    def _decide(self, work: _Staged) -> Outcome:
        """Wait for the decoder, then keep or refuse; the staged copy is gone afterwards."""
        try:
            examination = self._examiners.result(work.pending)
            held = self._services.registry.item_by_sha512(work.staged.sha512)
            if held is not None:
                return self._held(work.candidate, work.staged, held)
            if examination.technical is None:
                problem = _problem(work.candidate.name, examination)
                return self._refuse(work.candidate, problem.code, problem.detail, work.staged.sha512)
            return self._assessed(work, examination, examination.technical)
        finally:
            self._services.vault.discard(work.staged)

    def _held(self, candidate: Candidate, staged: StagedFile, held: Item) -> Outcome:
        """Report bytes that the archive has, unless their object has gone missing."""
        if not self._services.vault.has(held.object_id):
            reason = (
                f"these bytes are item {held.id}, whose object {held.object_id} is gone from the vault; "
                "run `nachklang vault verify`, and put the object back from a copy"
            )
            return self._refuse(candidate, "object-missing", reason, staged.sha512)
        reason = f"the archive keeps these bytes already, as item {held.id}; nothing was changed"
        notes = self._unheeded(candidate.name, held)
        return Outcome(candidate.name, Status.HELD, staged.size, "held", reason, held.id, notes)

    def _unheeded(self, name: str, held: Item) -> tuple[str, ...]:
        """Name the prohibitions that are said of a file now, and that the item does not have."""
        said = self._survey.description.prohibitions(name)
        return tuple(
            f"the prohibition {one.kind!a} was not recorded, for the archive keeps this file already"
            for one in said
            if one not in held.rights.prohibitions
        )

    def _assessed(self, work: _Staged, examination: Examination, technical: Technical) -> Outcome:
        """Describe and decide upon a file that is whole; keep it where that is permitted."""
        name, services = work.candidate.name, self._services
        today = services.clock().date()
        item_id = item_id_of(work.staged, services.profile)

        def recorded(description: Description, own: RightsSignature) -> RightsSignature:
            return services.coverage.rights_of(own, Subject.of(item_id, description), today)

        assessment = assess(
            name, examination, self._survey, services.profile, services.law, today, recorded=recorded
        )
        decision = assessment.decision
        if not decision.permitted:
            reason = refusal_reason(decision, assessment.notes)
            code = refusal_code(decision)
            return self._refuse(work.candidate, code, reason, work.staged.sha512, decision)
        proofs = self._survey.proofs_of(name, assessment.rights)
        submission = Submission(name, work.staged, technical, assessment, self._record, proofs)
        item, lacks = keep(submission, services)
        if lacks is None:
            return Outcome(name, Status.ACCEPTED, work.staged.size, item_id=item.id, notes=assessment.notes)
        reason = f"kept here, and accepted once it has enough copies; so far {lacks}"
        return Outcome(
            name, Status.WAITING, work.staged.size, "waiting-for-copies", reason, item.id, assessment.notes
        )

    def _refuse(
        self,
        candidate: Candidate,
        code: str,
        reason: str,
        sha512: str | None = None,
        decision: Decision | None = None,
    ) -> Outcome:
        """Record a refusal, once however often it is met, and report it."""
        name = names.shown(candidate.name)
        key = refusal_key(name, sha512, code, reason)
        refusal = Refusal(key, self._record.id, name, code, reason, sha512, self._services.clock())
        decided = digest({"refused": code}) if decision is None else decision.digest()
        entry = refusal_entry(refusal, decided, self._record.depositor)
        self._services.registry.record_refusal(refusal, entry)
        return Outcome(candidate.name, Status.REFUSED, candidate.size, code, reason)


def _problem(name: str, examination: Examination) -> AudioProblem:
    if examination.problem is None:
        raise AssertionError(f"{name}: an examination with neither facts nor problem")
    return examination.problem
