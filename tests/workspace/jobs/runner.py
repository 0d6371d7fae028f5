"""A real worker process for the tests: it begins a job, says so, and takes its time. Arguments: URL, seconds."""

import asyncio
import sys
from datetime import timedelta
from uuid import UUID

from workspace.database import Door, engine
from workspace.jobs.model import JobKind
from workspace.jobs.running import JobRunner


async def main(url: str, silence: float) -> None:
    async def slow(subject: UUID) -> None:
        sys.stdout.write(f"begun {subject}\n")
        sys.stdout.flush()
        await asyncio.sleep(3600)

    await engine.connect(url, size=2)
    door = Door(url)
    handlers = {JobKind.NOTICE_SEND: slow}
    await JobRunner(url, door=door, handlers=handlers, silence=timedelta(seconds=silence)).run()


asyncio.run(main(sys.argv[1], float(sys.argv[2])))
