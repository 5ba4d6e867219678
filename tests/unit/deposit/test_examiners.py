"""A decoder that dies takes nobody with it."""

import os
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from nachklang.audio import AudioProblem, Examination, Tags
from nachklang.deposit.examiners import CRASHED, Examiners


def two_processes() -> Executor:
    return ProcessPoolExecutor(max_workers=2, mp_context=get_context("forkserver"))


def examine_or_die(path: Path, name: str) -> Examination:
    if name == "deadly":
        os._exit(139)
    return Examination(None, Tags({}, {}), AudioProblem("not-audio", str(path)), ())


def test_the_file_that_kills_its_decoder_is_named_and_the_others_are_examined() -> None:
    with Examiners(two_processes, examine_or_die) as examiners:
        names = ["a", "deadly", "b"]
        pending = [examiners.submit(Path(name), name) for name in names]
        results = [examiners.result(one) for one in pending]
        late = examiners.result(examiners.submit(Path("late"), "late"))
    assert [result is CRASHED or result == CRASHED for result in results] == [
        name == "deadly" for name in names
    ]
    assert late.problem == AudioProblem("not-audio", "late")
