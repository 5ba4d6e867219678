"""How the documentation is built: MyST and furo, with reference pages generated from the code."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from docs.generate import write_pages  # noqa: E402 - the path has to be set first

from nachklang import __version__  # noqa: E402

write_pages(HERE / "reference" / "generated")

project = "Nachklang"
author = "the maintainers of Nachklang"
release = __version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build", "reference/generated"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "description"

html_theme = "furo"
html_title = "Nachklang"
html_show_copyright = False
