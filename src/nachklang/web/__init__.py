"""The reading room on the web: pages, their JSON, and the one way to the sound.

*page*: what a person reads, rendered here and complete without scripts. *holding*: an item as a
page shows it, with every act decided at the moment of asking. *problem*: an error as a visitor
sees it (RFC 9457), with a status from the one table. *refusal*: the problem that `rights` made.
"""

from nachklang.web.app import create_app
from nachklang.web.server import serve
from nachklang.web.witness import serve_witness

__all__ = ["create_app", "serve", "serve_witness"]
