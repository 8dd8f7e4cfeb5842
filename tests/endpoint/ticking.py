"""ticking — the current time, also for a test with a faster clock: LIGHTSAIL_TEST_CLOCK=RATE@FROM_MS, where FROM_MS is a time of CLOCK_MONOTONIC
in milliseconds.

It must not know whose clock is wrong, nor what the time is used for.
"""
import os
import re
import time


def _read_speed() -> tuple[int, float]:
    told = re.fullmatch(r"(\d+)@(\d+)", os.environ.get("LIGHTSAIL_TEST_CLOCK", ""))
    return (int(told[1]), int(told[2]) / 1000) if told and 1 <= int(told[1]) <= 1000 else (1, 0.0)


RATE, _FROM = _read_speed()


def _gained() -> float:
    return (time.monotonic() - _FROM) * (RATE - 1)


def monotonic() -> float:
    return time.monotonic() + _gained()


def wall() -> float:
    """Seconds since 1970."""
    return time.time() + _gained()


def sleep(seconds: float) -> None:
    time.sleep(seconds / RATE)
