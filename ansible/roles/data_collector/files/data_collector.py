#!/usr/bin/env python3
"""Stores each message of a WebSocket feed as one line with the time of its arrival, in one file an hour.

Knows the feed's address and what to send after connecting; knows nothing of what the messages mean. A full file is compressed, an old
one removed. A lost connection is made again, at once at first and then more slowly.
"""
import asyncio
import gzip
import json
import pathlib
import shutil
import sys
import time

import websockets

LONGEST_PAUSE_SECONDS = 60


class Store:
    """The files of a feed in one folder."""

    def __init__(self, folder, keep_days):
        self.folder = pathlib.Path(folder)
        self.keep_seconds = keep_days * 86400
        self.hour = None
        self.file = None

    def write(self, message, now=None):
        now = time.time() if now is None else now
        hour = time.strftime("%Y-%m-%dT%H", time.gmtime(now))
        if hour != self.hour:
            self.close()
            self.tidy(now, hour)
            self.hour = hour
            self.file = open(self.folder / f"{hour}.jsonl", "a", encoding="utf-8")
        if isinstance(message, bytes):
            message = message.decode("utf-8", "replace")
        self.file.write(json.dumps({"received_at": round(now, 6), "message": message}, ensure_ascii=False) + "\n")
        self.file.flush()

    def close(self):
        if self.file is not None:
            self.file.close()
            self.file = None

    def tidy(self, now, hour):
        """Compresses full files, also those of an earlier run, and deletes old ones."""
        for path in sorted(self.folder.glob("*.jsonl")):
            if path.stem < hour:
                packed = path.with_suffix(".jsonl.gz")
                part = packed.with_suffix(".part")
                with open(path, "rb") as source, gzip.open(part, "ab") as target:
                    shutil.copyfileobj(source, target)
                part.rename(packed)
                path.unlink()
        for path in self.folder.glob("*.jsonl.gz"):
            if path.stat().st_mtime < now - self.keep_seconds:
                path.unlink()


async def collect(settings, store):
    pause = 0
    while True:
        try:
            async with websockets.connect(settings["url"], max_size=2**24) as feed:
                for subscription in settings["subscriptions"]:
                    await feed.send(subscription if isinstance(subscription, str) else json.dumps(subscription))
                async for message in feed:
                    store.write(message)
                    pause = 0
            reason = "the feed has closed the connection"
        except (OSError, asyncio.TimeoutError, websockets.exceptions.WebSocketException) as error:
            reason = f"{type(error).__name__}: {error}"
        print(f"{reason}; next connection in {pause} s", file=sys.stderr, flush=True)
        await asyncio.sleep(pause)
        pause = min(max(1, pause * 2), LONGEST_PAUSE_SECONDS)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        settings = json.load(file)
    store = Store(settings["folder"], int(settings["keep_days"]))
    try:
        asyncio.run(collect(settings, store))
    finally:
        store.close()


if __name__ == "__main__":
    main()
