"""All benchmarks: `python -m bench` takes about a minute, and fails nothing."""

import asyncio

from bench import door, referral

if __name__ == "__main__":
    asyncio.run(door.main())
    print()
    asyncio.run(referral.main())
