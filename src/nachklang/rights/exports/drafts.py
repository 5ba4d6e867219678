"""Which drafts the signals to machines follow. They are not final: this is the one place to change."""

from typing import Final

AIPREF_VOCABULARY: Final = "draft-ietf-aipref-vocab-08"
"""Defines the category `train-ai`: changing the parameters of a model that generates; `y` or `n`."""

AIPREF_ATTACHMENT: Final = "draft-ietf-aipref-attach-05"
"""Defines the header `Content-Usage`, and the line of that name in robots.txt."""

TDMREP: Final = "https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/"
"""TDM Reservation Protocol, the final report of its community group; no standard of the W3C."""

RSL: Final = "RSL 1.0"
"""Really Simple Licensing, of 10 December 2025."""
