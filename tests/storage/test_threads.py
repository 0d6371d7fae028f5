import asyncio
import threading

import pytest

from storage.threads import in_thread


class Work:
    """A blocking call that ends when the test says so."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.may_end = threading.Event()
        self.undone: list[str] = []

    def run(self, outcome: str) -> str:
        self.began.set()
        assert self.may_end.wait(60)
        if outcome == "failed":
            raise OSError(outcome)
        return outcome


async def _cancelled_while_running(outcome: str) -> Work:
    work = Work()
    task = asyncio.create_task(in_thread(work.run, outcome, undo=work.undone.append))
    await asyncio.to_thread(work.began.wait, 60)
    for _ in range(2):  # a second cancellation must not break the wait either
        task.cancel()
        await asyncio.sleep(0.02)
        assert not task.done()
    work.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    return work


async def test_the_result_comes_back() -> None:
    assert await in_thread(divmod, 7, 2) == (3, 1)


async def test_the_error_comes_back() -> None:
    with pytest.raises(ZeroDivisionError):
        await in_thread(divmod, 7, 0)


async def test_a_cancelled_call_is_waited_for_and_undone() -> None:
    work = await _cancelled_while_running("opened")
    assert work.undone == ["opened"]


async def test_a_cancelled_call_that_fails_has_nothing_to_undo() -> None:
    work = await _cancelled_while_running("failed")
    assert work.undone == []


async def test_a_cancelled_call_may_have_nothing_to_undo() -> None:
    release = threading.Event()
    task = asyncio.create_task(in_thread(release.wait, 60))
    await asyncio.sleep(0.02)
    task.cancel()
    release.set()
    with pytest.raises(asyncio.CancelledError):
        await task
