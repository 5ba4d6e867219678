"""Names that are compared."""

import unicodedata


def name_key(name: str) -> str:
    """Return the form in which two spellings of one name are equal: compatibility form, no case, one space.

    Accents stay: `Bjork` and `Björk` may be two people, and joining too much cannot be undone by a reader.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.split())
