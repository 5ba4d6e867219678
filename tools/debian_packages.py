"""Install the Debian packages that tests need where the machine is Debian and we are root; fetch music.

Elsewhere nothing is done, and the tests that need them skip and say why. Where `CI` is set nothing may
skip, so there a package that cannot be installed is a failure.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from nachklang.demo import DebianMusicError, fetch_debian_music

NEEDED: dict[str, Callable[[], bool]] = {
    "default-jre-headless": lambda: shutil.which("java") is not None,
    "chromium": lambda: shutil.which("chromium") is not None,
    "golang-1.19-go": lambda: Path("/usr/lib/go-1.19/bin/go").exists(),
    "golang-golang-x-mod-dev": lambda: Path("/usr/share/gocode/src/golang.org/x/mod").is_dir(),
    "postgresql": lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
}


MUSIC = Path(__file__).resolve().parent.parent / "build" / "debian-music"


def main() -> int:
    """Install and fetch what is missing; the status is not 0 where CI would have to skip."""
    return _install() or _fetch_music()


def _fetch_music() -> int:
    """Unpack the openly licensed music that tests deposit; it is not installed, so nobody need be root."""
    try:
        fetch_debian_music(MUSIC)
    except DebianMusicError as error:
        print(f"no music from Debian: {error}; the tests that need it will say so", file=sys.stderr)
        return 1 if os.environ.get("CI") == "true" else 0
    return 0


def _install() -> int:
    missing = [name for name, present in NEEDED.items() if not present()]
    if not missing:
        return 0
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"not installed: {', '.join(missing)}; the tests that need them will say so", file=sys.stderr)
        return 1 if os.environ.get("CI") == "true" else 0
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
    installed = subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing],
        check=False,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    return installed.returncode if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
