"""5 and 20 million statements of generated records beside the law: the store opened, the library's questions, beside the bare engine."""

import multiprocessing
import shutil
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pyoxigraph as ox

from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.stores import manifest
from tests.bench import records
from tests.bench.figures import Goal, Line, Spread, timed
from tests.bench.library import asked, bare, by_product
from tests.bench.run import Run

TITLE = "5 M and 20 M statements beside the law"
SIZES = (5_000_000, 20_000_000)
MOST = 10.0
"""Seconds that a question may take: as many as the service lets it."""
FOR_ALL = 120.0
"""Seconds for all questions of one size; how many were come to is said."""


def opened(knowledge: KnowledgeBase, statements: int, place: Path) -> KnowledgeBase:
    """Knowledge over a store that holds so many statements of generated records beside the law; it is made where it is not there."""
    made = records.made(knowledge, statements, place)
    folder = place / f"{made.name}-{knowledge.folder.name}"
    if not folder.exists():
        for old in place.glob(f"{made.name}-*"):
            shutil.rmtree(old)  # of law as it was
        workshop = records.workshop_of(made)
        shutil.copytree(knowledge.folder, workshop, ignore=shutil.ignore_patterns(manifest.STORE))
        ox.Store(str(made)).backup(str(workshop / manifest.STORE))
        store = ox.Store(str(workshop / manifest.STORE))
        store.bulk_extend(knowledge.store)
        del store  # it writes on until it is closed
        manifest.write(workshop, knowledge.corpus.whole_hash)
        workshop.rename(folder)
    return KnowledgeBase(knowledge.settings, knowledge.corpus, folder)


def _answer(folder: Path, knowledge: KnowledgeBase, slugs: list[tuple[str, bool]], rounds: int, pipe: Connection) -> None:
    """In a process of its own: ask each question as the product does, or the bare engine, and send (seconds, rows)."""
    large = KnowledgeBase(knowledge.settings, knowledge.corpus, folder)
    store, questions = ox.Store.read_only(str(folder / manifest.STORE)), asked(knowledge)
    for slug, is_ours in slugs:
        text, bound = questions[slug]
        number: list[int] = []

        def work(text=text, bound=bound, is_ours=is_ours, number=number) -> None:
            number.append(by_product(large, text, bound) if is_ours else bare(store, text, bound))

        first = timed(work)
        again = rounds if first < 1 else int(first < MOST * 0.4)  # what was read from disk by the first is there for the others
        taken = [timed(work) for _ in range(again)] or [first]
        pipe.send((taken, number[0]))


Told = tuple[list[float], int] | None


def answers(large: KnowledgeBase, slugs: list[str], rounds: int) -> Iterator[tuple[str, Told, Told]]:
    """Of each question in turn what the product gives and what the bare engine does: seconds and rows, None where it takes too long.

    A process that takes too long is ended, and the next question begins in another.
    """
    left, found, end = [(slug, is_ours) for slug in slugs for is_ours in (True, False)], {}, time.monotonic() + FOR_ALL
    context = multiprocessing.get_context("spawn")
    while left and time.monotonic() < end:
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_started, args=(large.folder, left, rounds, there), daemon=True)
        process.start()
        there.close()
        here.poll(60)
        here.recv()  # it has loaded
        while left and time.monotonic() < end:
            name = left.pop(0)
            found[name] = here.recv() if here.poll(MOST) else None
            if not name[1]:
                yield name[0], found[name[0], True], found[name]
            if found[name] is None:
                break
        process.kill()
        process.join()


def _started(folder: Path, left: list[tuple[str, bool]], rounds: int, pipe: Connection) -> None:
    knowledge = Run(False, folder.parent).knowledge
    pipe.send("loaded")
    _answer(folder, knowledge, left, rounds, pipe)


def measure(run: Run) -> list[Line]:
    """The lines of this row."""
    lines: list[Line] = []
    for statements in SIZES[:1] if run.is_quick else SIZES:
        large = opened(run.knowledge, statements, run.stores)
        lines += _lines(run, large, statements)
    return lines


def _lines(run: Run, large: KnowledgeBase, statements: int) -> list[Line]:
    place = str(large.folder / manifest.STORE)
    ours, peer = [], []
    for _ in range(run.rounds(3)):
        ours.append(timed(lambda: KnowledgeBase(large.settings, large.corpus, large.folder).store))
        peer.append(timed(lambda: ox.Store.read_only(place)))
    opening, size = Spread.of(ours), sum(each.stat().st_size for each in Path(place).iterdir()) / 1e9
    name = f"{statements // 1_000_000} M statements beside the law"
    note = f"{len(ox.Store.read_only(place)):,} quads, the default graph among them; {size:.1f} GB on disk"
    first = Line(f"{name}: the store opened", opening, {"Oxigraph in process": Spread.of(peer)}, (Goal(0.3, opening),), note)
    slugs = list(asked(run.knowledge))
    return [first, _questions(name, list(answers(large, slugs, run.rounds(3))), len(slugs))]


def _questions(name: str, found: list[tuple[str, Told, Told]], number: int) -> Line:
    same = {slug: (one, two) for slug, one, two in found if one and two and one[1] == two[1]}
    ours = {slug: Spread.of(one[0]) for slug, (one, _) in same.items()}
    ratios = {slug: Spread.of([ours[slug].median / Spread.of(two[0]).median], "×") for slug, (_, two) in same.items()}
    worst = max(ratios, key=lambda slug: ratios[slug].median)
    other = [f"{slug} ({one[1]} rows, {two[1]} bare)" for slug, one, two in found if one and two and one[1] != two[1]]
    only = [slug for slug, one, two in found if not one and two]
    note = [f"{len(same)} of {number} questions, the quickest–the slowest; {sum(each.median > 2 for each in ratios.values())} over 2 times"]
    note += [f"in more than {MOST:.0f} s: ours alone {', '.join(only) or 'none'}, both {sum(not two and not one for _, one, two in found)}"]
    note += [f"{number - len(found)} not come to in {FOR_ALL:.0f} s"] if len(found) < number else []
    note += [f"other numbers of rows: {', '.join(other)}"] if other else []
    peer = Spread.of(Spread.of(two[0]).median for _, two in same.values())
    times = Spread.of((each.median for each in ratios.values()), "×")
    goals = (Goal(2, ratios[worst], words=f"each; worst {worst}"),)
    told = {"Oxigraph in process": peer, "times as long": times}
    return Line(f"{name}: questions", Spread.of(each.median for each in ours.values()), told, goals, "; ".join(note))
