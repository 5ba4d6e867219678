"""What is said about a file, by whomever says it: a description with gaps, and how gaps are filled."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Self

from nachklang.model.dates import PartialDate
from nachklang.model.identifiers import ISRC, ISWC, Barcode
from nachklang.model.items import CreditedName, Description
from nachklang.model.mandates import Author, Circumstance, Mandate, TermFacts

_APART = frozenset({"mandates"})


@dataclass(frozen=True, slots=True)
class Given:
    """Statements about one file; None and empty mean that nothing was said."""

    title: str | None = None
    artists: tuple[CreditedName, ...] = ()
    release: str | None = None
    release_artists: tuple[CreditedName, ...] = ()
    disc: int | None = None
    track: int | None = None
    isrcs: tuple[ISRC, ...] = ()
    iswc: ISWC | None = None
    label: str | None = None
    catalogue_number: str | None = None
    barcode: Barcode | None = None
    released: PartialDate | None = None
    recorded: PartialDate | None = None
    published: PartialDate | None = None
    unpublished: bool | None = None
    authors: tuple[Author, ...] = ()
    authors_complete: bool | None = None
    composition_published: PartialDate | None = None
    mandates: tuple[Mandate, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()

    def over(self, other: Self) -> Self:
        """Return these statements, with the gaps filled from `other`.

        Mandates are filled layer by layer, so that a licence for the recording that is found in a tag
        never touches what the depositor said about the composition.
        """
        filled = {
            field.name: getattr(other, field.name)
            for field in fields(self)
            if field.name not in _APART and getattr(self, field.name) in (None, ())
        }
        covered = {mandate.layer for mandate in self.mandates}
        added = tuple(mandate for mandate in other.mandates if mandate.layer not in covered)
        return replace(self, **filled, mandates=self.mandates + added)

    def description(self, fallback_title: str) -> Description:
        """Return what the item is called; a file that nobody named is called by its file name."""
        return Description(
            title=self.title or fallback_title,
            artists=self.artists,
            release=self.release,
            release_artists=self.release_artists,
            disc=self.disc or 1,
            track=self.track,
            isrcs=self.isrcs,
            iswc=self.iswc,
            label=self.label,
            catalogue_number=self.catalogue_number,
            barcode=self.barcode,
            released=self.released,
            composers=tuple(author.name for author in self.authors),
        )

    def terms(self) -> TermFacts:
        """Return the facts that terms of protection are computed from."""
        return TermFacts(
            recorded=self.recorded,
            recording_published=self.published,
            recording_unpublished=bool(self.unpublished),
            authors=self.authors,
            authors_complete=bool(self.authors_complete),
            composition_published=self.composition_published,
        )


def credit(parts: Iterable[str]) -> tuple[CreditedName, ...]:
    """Join plain names as a sleeve would: commas, and an ampersand before the last."""
    listed = [part.strip() for part in parts if part.strip()]
    joins = [", "] * max(0, len(listed) - 2) + [" & "] * (len(listed) > 1) + [""]
    return tuple(CreditedName(name, join) for name, join in zip(listed, joins, strict=False))
