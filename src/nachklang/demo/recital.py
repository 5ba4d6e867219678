"""Performs the programme into a folder that can be deposited as it stands."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from nachklang.demo.encoding import encode
from nachklang.demo.mixing import render
from nachklang.demo.programme import PROGRAMME, Recording
from nachklang.demo.tagging import write_tags
from nachklang.errors import StorageError

PAPERS = ("agreement.txt", "deposit.toml")
"""What lies beside the recordings: the description of the deposit, and evidence that it names."""


def perform(folder: Path, *, on_file: Callable[[str], None] | None = None) -> None:
    """Write the programme's recordings and papers into `folder`, which is made where it is missing.

    `on_file` hears the name of each recording when it is finished. What is there under the same
    names is replaced by the same bytes. Raises StorageError naming what could not be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for recording in PROGRAMME:
            _perform(recording, folder)
            if on_file is not None:
                on_file(recording.file)
        for name in PAPERS:
            (folder / name).write_bytes(files("nachklang.demo").joinpath("papers", name).read_bytes())
    except OSError as error:
        raise StorageError(f"{folder}: cannot be written: {error}; make room or choose another") from error


def _perform(recording: Recording, folder: Path) -> None:
    samples = render(recording.score, seed=recording.seed, rate=recording.codec.rate)
    encode(samples, folder / recording.file, recording.codec)
    if recording.tags:
        write_tags(folder / recording.file, recording.tags)
