"""``python -m tests.soak [--seconds 600] [--clients 60]``: prints what visitors waited, what was refused and why, and what memory was used.

Exit status 1 where an answer of the service was a fault of its own (5xx) that it did not explain, or there was none at all.
"""

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import httpx

from tests.soak import visitors
from tests.soak.served import memory as memory_of
from tests.soak.served import served

THINKING = 1.0
"""Seconds that a visitor waits between two visits, on average."""
STOPPED = ("The query was stopped", "The query ran longer", "The query needed more")


@dataclass
class Seen:
    """What all visitors saw."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    causes: Counter = field(default_factory=Counter)
    unexplained: Counter = field(default_factory=Counter)

    def note(self, kind: str, seconds: float, answer: httpx.Response) -> None:
        """Keep what came of one visit."""
        self.taken[kind].append(seconds)
        self.statuses[kind][answer.status_code] += 1
        if answer.status_code >= 500:
            told = _told(answer)
            is_explained = "Retry-After" in answer.headers or told.startswith(STOPPED)
            (self.causes if is_explained else self.unexplained)[f"{answer.status_code} {told}"] += 1


def _told(answer: httpx.Response) -> str:
    try:
        return re.sub(r"\d+", "n", answer.json()["detail"])[:110]
    except (ValueError, KeyError, TypeError):
        return re.sub(r"\d+", "n", answer.text).strip()[:110]


async def _visit(address: str, number: int, end: float, seen: Seen) -> None:
    chance = random.Random(number)
    from_where = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}"}
    async with httpx.AsyncClient(base_url=address, timeout=120, headers=from_where) as visitor:
        while time.monotonic() < end:
            await asyncio.sleep(min(chance.expovariate(1 / THINKING), max(0, end - time.monotonic())))
            (kind,) = chance.choices([*visitors.KINDS], [*visitors.KINDS.values()])
            began = time.monotonic()
            try:
                answer = await kind(visitor, chance)
            except (httpx.TransportError, OSError) as error:
                seen.unexplained[f"no answer to {kind.__name__}: {type(error).__name__}"] += 1
                continue
            if answer is not None:
                seen.note(kind.__name__, time.monotonic() - began, answer)
                if "Retry-After" in answer.headers:
                    await asyncio.sleep(min(10, int(answer.headers["Retry-After"])))


async def _soak(address: str, parent: int, seconds: float, clients: int) -> tuple[Seen, list[float]]:
    seen, memory, began = Seen(), [], time.monotonic()
    visits = asyncio.gather(*(_visit(address, number, began + seconds, seen) for number in range(clients)))
    for share in (0.1, 0.5, 0.98):
        await asyncio.sleep(max(0, began + share * seconds - time.monotonic()))
        memory.append(await asyncio.to_thread(memory_of, parent) / 1e6)
    await visits
    return seen, memory


def _share(taken: list[float], share: float) -> float:
    return sorted(taken)[min(len(taken) - 1, int(share * len(taken)))]


def report(seen: Seen, memory: list[float], health: list[float], load: tuple[float, float]) -> str:
    """The tables, as docs/reliability.md has them."""
    lines = ["| kind | visits | answers | p50 ms | p99 ms |", "| --- | ---: | --- | ---: | ---: |"]
    for kind, taken in sorted(seen.taken.items()):
        answers = ", ".join(f"{status}: {count:,}" for status, count in sorted(seen.statuses[kind].items()))
        lines.append(f"| {kind} | {len(taken):,} | {answers} | {_share(taken, 0.5) * 1000:,.0f} | {_share(taken, 0.99) * 1000:,.0f} |")
    answered = [each for each in health if each >= 0]
    p50, p99, most = _share(answered, 0.5), _share(answered, 0.99), max(answered)
    lines.append(f"| /health, beside it | {len(health):,} | unanswered: {health.count(-1)} | {p50:.1f} | {p99:.1f} (most: {most:.0f}) |")
    within = sum(each <= 200 for each in answered) / len(answered)
    lines += ["", f"/health within 200 ms: {within:.2%}. Load of the machine: {load[0]:.1f} before, {load[1]:.1f} after."]
    lines.append("Memory of all processes (proportional set size, MB): " + ", ".join(f"{each:,.0f}" for each in memory))
    lines += ["", "| 5xx, and no answers | how often |", "| --- | ---: |"]
    lines += [f"| {cause} | {count:,} |" for cause, count in seen.causes.most_common()]
    lines += [f"| **unexplained**: {cause} | {count:,} |" for cause, count in seen.unexplained.most_common()]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--clients", type=int, default=60)
    options = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    with served() as (address, process):
        sampler = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.health", address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        seen, memory = asyncio.run(_soak(address, process.pid, options.seconds, options.clients))  # noqa: TID251
        health = json.loads(sampler.communicate("end\n")[0])
    print(report(seen, memory, health, (load, os.getloadavg()[0])))
    return 1 if seen.unexplained else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
