"""All benchmarks: `python -m bench` takes about eight minutes, and fails nothing."""

import asyncio

from bench import actions, documents, door, filing, matching, minutes, queue, referral, tick

if __name__ == "__main__":
    asyncio.run(door.main())
    print()
    asyncio.run(referral.main())
    print()
    asyncio.run(queue.main())
    print()
    asyncio.run(documents.main())
    print()
    asyncio.run(minutes.main())
    print()
    asyncio.run(filing.main())
    print()
    matching.main()
    print()
    actions.main()
    print()
    tick.main()
