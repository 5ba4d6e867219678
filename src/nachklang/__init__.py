"""Nachklang: a lawful archive for recorded music."""

__version__ = "0.1.0"
