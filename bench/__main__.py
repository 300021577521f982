"""All benchmarks: `python -m bench` takes about two minutes, and fails nothing."""

import asyncio

from bench import door, queue, referral

if __name__ == "__main__":
    asyncio.run(door.main())
    print()
    asyncio.run(referral.main())
    print()
    asyncio.run(queue.main())
