"""The tests. A package, because a dependency of ocfl-py installs another one of this name."""
