"""Compare what the container states with what the decoder gave: whole, cut off or damaged."""

from nachklang.audio._decode import Decoded
from nachklang.audio._identify import Kind
from nachklang.audio._values import Structure, UnfitAudioError


def judge(kind: Kind, structure: Structure, decoded: Decoded) -> tuple[int, list[str]]:
    """Return the samples per channel that belong to the recording, and warnings; refuse what is not whole."""
    if structure.pcm_md5 is not None:
        return _judge_by_md5(structure, decoded, structure.pcm_md5)
    stated, least = structure.samples, structure.least
    if decoded.fault is not None:
        cut = least is not None and decoded.samples < least and not decoded.recovered
        raise UnfitAudioError("truncated" if cut else "corrupt", _describe(decoded, stated))
    if decoded.indexed and kind is Kind.MP4 and decoded.packets < decoded.indexed:
        raise UnfitAudioError(
            "truncated", f"the index lists {decoded.indexed} packets, but {decoded.packets} could be read"
        )
    if least is not None and decoded.samples < least:
        raise UnfitAudioError("truncated", _describe(decoded, stated))
    if decoded.samples == 0:
        raise UnfitAudioError("empty", "the file is well-formed but holds no sample")
    return _trim(kind, stated, decoded)


def _judge_by_md5(structure: Structure, decoded: Decoded, md5: bytes) -> tuple[int, list[str]]:
    # The encoder's own digest of the samples outranks every other sign.
    stated = structure.samples
    if decoded.pcm_md5 == md5 and decoded.samples:
        return decoded.samples, [f"behind the last sample: {decoded.fault}"] if decoded.fault else []
    reached_end = decoded.end is not None and stated is not None and decoded.end >= stated
    if stated is not None and decoded.samples < stated and not decoded.recovered and not reached_end:
        raise UnfitAudioError("truncated", _describe(decoded, stated))
    if decoded.samples == 0 and decoded.fault is None:
        raise UnfitAudioError("empty", "the file is well-formed but holds no sample")
    raise UnfitAudioError(
        "corrupt",
        f"the MD5 of the decoded samples is not the one in STREAMINFO; {_describe(decoded, stated)}",
    )


def _trim(kind: Kind, stated: int | None, decoded: Decoded) -> tuple[int, list[str]]:
    if stated is None or stated == decoded.samples:
        return decoded.samples, []
    if kind is not Kind.OGG:
        raise UnfitAudioError("corrupt", _describe(decoded, stated))
    if decoded.samples < stated:
        return decoded.samples, [f"the stream starts late: it was cut out of one of {stated} samples"]
    # Vorbis I, A.2: the last granule position is where the audio ends, whatever else can be decoded.
    more = decoded.samples - stated
    return stated, [
        f"the decoder gave {more} samples behind the end that the last page states: they do not count"
    ]


def _describe(decoded: Decoded, stated: int | None) -> str:
    counted = f"{decoded.samples} samples were decoded" + ("" if stated is None else f" of {stated} stated")
    return f"{counted}; {decoded.fault}" if decoded.fault else counted
