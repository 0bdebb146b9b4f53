"""The exact interval of a proportion.

Source: C. J. Clopper and E. S. Pearson, “The use of confidence or fiducial limits illustrated in the case of the binomial”, Biometrika 26
(1934), 404–413: the lower limit is the proportion at which so many or more are as unlikely as half of what is left of the confidence, the
upper that at which so many or fewer are. The tails are summed in logarithms and the limits found by halving, so that nothing but the
standard library is needed; tests compare with values of published tables.
"""

from collections.abc import Callable
from math import exp, log, log1p

CONFIDENCE = 0.95
HALVINGS = 60


def exact_interval(count: int, of: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The least and the greatest proportion that a count agrees with. Raises ValueError unless 0 <= count <= of and of > 0."""
    if not 0 <= count <= of or of == 0:
        raise ValueError(f"{count} of {of} is no proportion.")
    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else _where(lambda p: 1 - _at_most(count - 1, of, p) < tail)
    high = 1.0 if count == of else _where(lambda p: _at_most(count, of, p) > tail)
    return low, high


def _where(is_below: Callable[[float], bool]) -> float:
    """The proportion up to which something holds, by halving."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2


def _at_most(count: int, of: int, p: float) -> float:
    """The chance of at most so many: the lower tail of the binomial distribution."""
    if p <= 0 or p >= 1:
        return 1.0 if p <= 0 or count >= of else 0.0
    if count > of / 2:
        return 1 - _at_most(of - count - 1, of, 1 - p) if count < of else 1.0
    odds, term, total = log(p) - log1p(-p), of * log1p(-p), 0.0
    for k in range(count + 1):
        total += exp(term)
        term += log((of - k) / (k + 1)) + odds if k < of else 0.0
    return min(total, 1.0)
