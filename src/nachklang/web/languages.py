"""The language that a visitor reads: what the address asks for, or else what the browser prefers."""

from starlette.requests import Request

from nachklang.errors import InvalidValueError
from nachklang.rights import Language

_MOST = 20
"""So many of a browser's preferences are looked at; nobody reads more languages."""


def language_of(request: Request) -> Language:
    """Return `?lang=`, or the language that `Accept-Language` prefers (RFC 9110 section 12.5.4), or English.

    Raises InvalidValueError where the address asks for one that is not spoken here.
    """
    asked = request.query_params.get("lang")
    if asked is None:
        return preferred(request.headers.get("accept-language", ""))
    if asked not in set(Language):
        raise InvalidValueError(f"not a language here: {asked[:20]!a}; expected one of {', '.join(Language)}")
    return Language(asked)


def preferred(header: str) -> Language:
    """Choose by a header's weights; of equal ones the first counts."""
    weighed = [_weighed(part) for part in header.split(",")[:_MOST]]
    known = [(weight, tag) for weight, tag in weighed if weight > 0 and tag in set(Language)]
    if not known:
        return Language.ENGLISH
    return Language(max(known, key=lambda one: one[0])[1])


def _weighed(part: str) -> tuple[float, str]:
    """Read `de-AT;q=0.8` as the weight 0.8 of `de`; what cannot be read weighs nothing."""
    tag, _, parameter = part.partition(";")
    name, _, weight = parameter.strip().partition("=")
    primary = tag.strip().lower().partition("-")[0]
    if not parameter:
        return 1.0, primary
    try:
        return (float(weight), primary) if name.strip() == "q" else (0.0, primary)
    except ValueError:
        return 0.0, primary
