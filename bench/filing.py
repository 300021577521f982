"""What filing 60 MiB takes in memory and time, in a process of its own against a stand-in.

`python -m bench.filing` takes some seconds. Target: 30 MiB more than after a first, small upload.
"""

import asyncio
import hashlib
import json
import os
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fakes.graph import GraphServer

SIZE, TIMES = 60 * 1024 * 1024, 5


async def main() -> None:
    """Print the medians of some uploads, each by a new process."""
    seconds, used = [], []
    for _ in range(TIMES):
        with TemporaryDirectory() as folder:
            took, memory = await _filed(Path(folder))
        seconds.append(took)
        used.append(memory)
    print(f"filing {SIZE >> 20} MiB, each time by a new process:")
    print(f"  {statistics.median(seconds):.2f} s with the start of the process")
    print(f"  median {statistics.median(used):.1f} MiB more memory, most {max(used):.1f} MiB")
    print("  target 30 MiB at most")


async def _filed(folder: Path) -> tuple[float, float]:
    source = folder / "agenda"
    source.write_bytes(hashlib.shake_128(b"agenda").digest(SIZE))
    async with GraphServer(folder) as graph:
        environment = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.graph.filing_process", graph.authority, source,
            folder / "row", env=environment | {"SSL_CERT_FILE": str(graph.ca_file)},
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said, _ = await process.communicate()
        return time.perf_counter() - began, json.loads(said)["used"] / 1024


if __name__ == "__main__":
    asyncio.run(main())
