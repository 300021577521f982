"""All benchmarks: `python -m bench` takes about three minutes, and fails nothing."""

import asyncio

from bench import door, matching, queue, referral

if __name__ == "__main__":
    asyncio.run(door.main())
    print()
    asyncio.run(referral.main())
    print()
    asyncio.run(queue.main())
    print()
    matching.main()
