"""The command tree. A noun, then a verb; results on stdout, progress and messages on stderr."""

from nachklang.cli.entry import main

__all__ = ["main"]
