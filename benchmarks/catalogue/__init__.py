"""The catalogue at world scale: the build of a synthetic world stage by stage, and questions to it.

Each figure is written to a JSON file as it stands, so that a run that was cut off says what it knew.
"""
