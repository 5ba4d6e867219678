"""Deliveries of labels and distributors: ERN messages of DDEX, 3.8.2 and 4.3.

*message*: one XML file; a statement of what is true of a release from the moment it was written, which
replaces what earlier messages said of it. *delivery*: the folder of a message and its resources.
*batch*: a folder of deliveries, complete once its `BatchComplete` file lies there. *sender*: who wrote
the message, by DDEX party id (DPID). *resource*: what a release is made of; only sound recordings and
videos are read, as recordings. *purge*: a message that takes a release back.
"""

from nachklang.catalogue.sources.ddex.source import Ddex

__all__ = ["Ddex"]
