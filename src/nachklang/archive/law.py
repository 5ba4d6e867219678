"""Where the law files lie that come with the software."""

from importlib.resources import files

from nachklang.rights import Law


def read_law() -> Law:
    """Read the law files that come with the software."""
    folder = files("nachklang.rights") / "law"
    return Law.parse(
        {
            file.name: file.read_text(encoding="utf-8")
            for file in folder.iterdir()
            if file.name.endswith(".toml")
        }
    )
