"""Pages over a register as readers ask for them, timed: each the first time and again."""

import time

from lfr_kg.knowledge import KnowledgeBase
from tests.serving import client_of

QUESTIONS = (
    "records-above-one-in-a-thousand", "lists-at-several-places", "records-before-and-after", "results-by-force-and-year",
    "thresholds-and-tests", "what-a-force-had-published", "what-a-force-omits", "what-a-force-prints",
    "arrests-and-hours-per-thousand-faces",
)  # fmt: skip
FORCE = "metropolitan-police-service"


def addresses(names: list[str]) -> list[str]:
    """What is asked for, given the names of records."""
    first, middle, last = names[0], names[len(names) // 2], names[-1]
    return [
        "/register", "/register?page=2", f"/register?force={FORCE}", "/register?year=2025&sort=rate", "/register?place=street+77",
        "/register?sort=faces&page=3", "/register?threshold=0.64&list=10000-to-15000", "/register?verdict=for-judgement",
        "/register?verdict=for-judgement&duty=app-far-ceiling&year=2026", "/register?place=street+77&format=csv", "/register?format=csv",
        f"/register/{first}", f"/register/{middle}", f"/register/{last}", f"/register/{last}?format=turtle",
        f"/register/force/{FORCE}", f"/register/force/{FORCE}/questions", f"/register/force/{FORCE}/questions?format=docx",
        "/register/matrix", "/register/charts", "/register/charts/above", "/register/charts/faces?format=svg",
        *(f"/questions/{name}" for name in QUESTIONS),
    ]  # fmt: skip


def browsed(knowledge: KnowledgeBase) -> str:
    """A table in Markdown of what each page took, by the clock, and how large it is."""
    lines = ["| page | first | of a processor | again | of a processor | bytes | |", "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    with client_of(knowledge) as client:
        for address in addresses([row.id for row in knowledge.register.to_judge]):
            times = []
            for _ in range(3):
                clock, used = time.perf_counter(), time.process_time()
                answer = client.get(address, headers={} if "format=" in address else {"Accept": "text/html"})
                content = answer.get_data()
                times.append((time.perf_counter() - clock, time.process_time() - used))
            first, *again = times
            best = min(clock for clock, _ in again), min(used for _, used in again)
            told = " | ".join(f"{seconds * 1000:,.0f} ms" for seconds in (*first, *best))
            lines.append(f"| `{address[:80]}` | {told} | {len(content):,} | {answer.status_code} |")
    return "\n".join(lines)
