"""Put htmx where the pages look for it. It is taken from its package and never committed."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "tools" / "htmx.lock"
INSIDE = Path("django_htmx/static/django_htmx/htmx-2.min.js")
PLACE = ROOT / "src/nachklang/web/static/vendor/htmx.min.js"


def main() -> int:
    """Install the locked wheel aside and copy one file out of it; without it the site works too."""
    if PLACE.exists() and PLACE.stat().st_mtime >= LOCK.stat().st_mtime:
        return 0
    with tempfile.TemporaryDirectory() as aside:
        uv = Path(sys.executable).with_name("uv")
        options = ["--quiet", "--no-deps", "--require-hashes", "--target", aside, "-r", str(LOCK)]
        if subprocess.run([uv, "pip", "install", *options], check=False).returncode:
            print("htmx could not be had; the pages work without it", file=sys.stderr)
            return 1 if os.environ.get("CI") == "true" else 0
        PLACE.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(aside) / INSIDE, PLACE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
