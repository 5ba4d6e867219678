"""Which raw field of which tag format is which normalised key."""

from collections.abc import Mapping

ID3: Mapping[str, str] = {
    "TIT2": "title",
    "TPE1": "artist",
    "TPE2": "albumartist",
    "TALB": "album",
    "TRCK": "tracknumber",
    "TPOS": "discnumber",
    "TSRC": "isrc",
    "TDRC": "date",
    "TPUB": "label",
    "TCOM": "composer",
    "TEXT": "lyricist",
    "TOLY": "lyricist",
    "TOPE": "originalartist",
    "TCOP": "copyright",
    "WCOP": "license",
    "USER": "license",
}

# Free names: Vorbis comments, ID3's TXXX and iTunes' own atoms, all compared in upper case.
FREE: Mapping[str, str] = {
    "TITLE": "title",
    "ARTIST": "artist",
    "ALBUMARTIST": "albumartist",
    "ALBUM ARTIST": "albumartist",
    "ALBUM_ARTIST": "albumartist",
    "ALBUM": "album",
    "TRACKNUMBER": "tracknumber",
    "TRACKTOTAL": "tracktotal",
    "TOTALTRACKS": "tracktotal",
    "DISCNUMBER": "discnumber",
    "ISRC": "isrc",
    "ISWC": "iswc",
    "DATE": "date",
    "YEAR": "date",
    "LABEL": "label",
    "ORGANIZATION": "label",
    "PUBLISHER": "label",
    "CATALOGNUMBER": "catalognumber",
    "CATALOG NUMBER": "catalognumber",
    "LABELNO": "catalognumber",
    "BARCODE": "barcode",
    "UPC": "barcode",
    "EAN": "barcode",
    "COMPOSER": "composer",
    "LYRICIST": "lyricist",
    "WRITER": "composer",
    "SONGWRITER": "composer",
    "AUTHOR": "lyricist",
    "ARRANGER": "arranger",
    "ORIGINALARTIST": "originalartist",
    "ORIGINAL ARTIST": "originalartist",
    "COPYRIGHT": "copyright",
    "LICENSE": "license",
    "LICENCE": "license",
}

MP4: Mapping[str, str] = {
    "©nam": "title",
    "©ART": "artist",
    "aART": "albumartist",
    "©alb": "album",
    "trkn": "tracknumber",
    "disk": "discnumber",
    "©day": "date",
    "©wrt": "composer",
    "cprt": "copyright",
    "©cpy": "copyright",
}

# ISRC is RIFF's name for the source of a file: it is no recording code here.
CHUNKS: Mapping[str, str] = {
    "INFO:INAM": "title",
    "INFO:IART": "artist",
    "INFO:IPRD": "album",
    "INFO:ITRK": "tracknumber",
    "INFO:IPRT": "tracknumber",
    "INFO:ICRD": "date",
    "INFO:IMUS": "composer",
    "INFO:IWRI": "lyricist",
    "INFO:ICOP": "copyright",
    "AIFF:NAME": "title",
    "AIFF:AUTH": "artist",
    "AIFF:(c) ": "copyright",
}
