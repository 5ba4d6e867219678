"""Large files go in and out in bounded memory; measured in a process of its own, over a real server."""

import subprocess
import sys
from pathlib import Path

from tests.contract.stores.servers import Server

_PROGRAM = """
import hashlib, resource, sys
from pathlib import Path
from nachklang.vault.stores import Stream, open_store, parse_address
url, endpoint, lock, count = *sys.argv[1:4], int(sys.argv[4])
store = open_store(parse_address(url, endpoint=endpoint), lock=Path(lock))
block = bytes(1 << 20)
small = hashlib.sha256(block).hexdigest()
store.put_new("small", block, sha256=small)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
digest = hashlib.sha256()
for _ in range(count):
    digest.update(block)
stream = Stream(count << 20, (block for _ in range(count)))
store.put_new("large", stream, sha256=digest.hexdigest())
size = sum(len(chunk) for chunk in store.read("large"))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(size >> 20, (after - before) // 1024)
"""


def test_a_large_file_costs_a_few_parts_of_memory(rclone: Server, tmp_path: Path) -> None:
    address = rclone.address(rclone.new_bucket())
    words = [address.url, str(address.endpoint), str(tmp_path / "lock"), "400"]
    said = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *words], capture_output=True, text=True, check=True
    ).stdout
    size, grown = map(int, said.split())
    assert size == 400
    assert grown < 160, f"{grown} MiB more for a file of {size} MiB"
