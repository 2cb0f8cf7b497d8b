"""Who asks too fast is slowed down politely, and only they."""

from __future__ import annotations

from bot.flood import Flood


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_free_then_one_notice_then_silence_until_there_is_room() -> None:
    clock = Clock()
    flood = Flood(burst=3, refill=2.0, clock=clock)
    assert all(flood.check(1).allowed for _ in range(3))
    told = flood.check(1)
    assert (told.allowed, told.notify, told.wait) == (False, True, 2)
    assert flood.check(1).notify is False
    clock.now = 2.0
    assert flood.check(1).allowed
    assert flood.check(1).notify, "a new flood, a new notice"


def test_one_person_does_not_use_up_the_room_of_another() -> None:
    flood = Flood(burst=1, refill=60.0, clock=Clock())
    assert flood.check(1).allowed
    assert not flood.check(1).allowed
    assert flood.check(2).allowed


def test_the_notice_tells_truly_when_the_next_is_welcome() -> None:
    clock = Clock()
    flood = Flood(burst=2, refill=5.0, clock=clock)
    flood.check(1)
    clock.now = 1.0
    flood.check(1)
    wait = flood.check(1).wait
    clock.now += wait
    assert flood.check(1).allowed
