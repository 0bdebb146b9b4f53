"""What a run measures: spreads, the goals that they are held to, and the lines of the table."""

import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field

Work = Callable[[], object]


@dataclass(frozen=True)
class Spread:
    """Measurements of one thing, with the unit that they are told in."""

    values: tuple[float, ...]
    unit: str = "s"

    @classmethod
    def of(cls, values: Iterable[float], unit: str = "s") -> "Spread":
        return cls(tuple(values), unit)

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def over(self, other: "Spread", unit: str = "×") -> "Spread":
        """This over another that was taken turn about with it: round by round."""
        return Spread(tuple(one / two for one, two in zip(self.values, other.values, strict=True)), unit)

    def __str__(self) -> str:
        least, most = (rounded(value * self._scale[0]) for value in (min(self.values), max(self.values)))
        return self.told(self.median) + (f" ({least}–{most})" if len(self.values) > 1 else "")

    def told(self, value: float) -> str:
        """A value with its unit, as those of the spread are told."""
        return f"{rounded(value * self._scale[0])}{self._scale[1]}"

    @property
    def _scale(self) -> tuple[float, str]:
        """By how much values are multiplied, and their unit: seconds are milliseconds where they are few."""
        if self.unit == "s":
            return (1000, " ms") if self.median < 1 else (1, " s")
        return 1, f" {self.unit}" if self.unit else ""


def rounded(value: float) -> str:
    """Three digits, and commas between thousands."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


@dataclass(frozen=True)
class Goal:
    """What a figure should be: at least, or at most, so much. ``words`` say of what, where it is not the figure of the line."""

    limit: float
    reached: Spread
    is_least: bool = False
    words: str = ""

    def __str__(self) -> str:
        sign, value = "≥" if self.is_least else "≤", self.reached.median
        by = self.limit / value if self.is_least and value else value / self.limit
        came = "" if not self.words else f" ({self.reached.told(value)})"
        verdict = "met" if by <= 1 else f"**missed by {rounded(by)} times**"
        limit = Spread((self.limit,), self.reached.unit)
        return f"{sign} {limit}{' ' + self.words if self.words else ''}: {verdict}{came}"


@dataclass(frozen=True)
class Line:
    """One line of the table: a work, what was measured of it, what of its peers (a spread, or why there is none), and the goals."""

    work: str
    measured: Spread | None
    beside: Mapping[str, Spread | str] = field(default_factory=dict)
    goals: tuple[Goal, ...] = ()
    note: str = ""

    def cells(self) -> list[str]:
        """The cells of the table."""
        peers = "; ".join(f"{name}: {found}" for name, found in self.beside.items()) or "–"
        return [self.work, str(self.measured or "–"), peers, "; ".join(map(str, self.goals)) or "–", self.note]

    def as_json(self) -> dict:
        """The line as JSON has it."""
        return asdict(self)

    @classmethod
    def of_json(cls, given: dict) -> "Line":
        """The line that ``as_json`` gave."""
        beside = {name: found if isinstance(found, str) else _spread(found) for name, found in given["beside"].items()}
        goals = tuple(Goal(each["limit"], _spread(each["reached"]), each["is_least"], each["words"]) for each in given["goals"])
        return cls(given["work"], given["measured"] and _spread(given["measured"]), beside, goals, given["note"])


def _spread(given: dict) -> Spread:
    return Spread(tuple(given["values"]), given["unit"])


def timed(work: Work) -> float:
    """Seconds that a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def turn_about(works: Mapping[str, Work], rounds: int, repeat: Mapping[str, int] | None = None) -> dict[str, Spread]:
    """Seconds of each work, one after the other in every round; short ones repeated and divided."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times = (repeat or {}).get(name, 1)
            found[name].append(timed(lambda work=work, times=times: [work() for _ in range(times)]) / times)
    return {name: Spread.of(values) for name, values in found.items()}
