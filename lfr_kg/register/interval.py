"""The exact interval of a proportion.

Source: C. J. Clopper and E. S. Pearson, “The use of confidence or fiducial limits illustrated in the case of the binomial”, Biometrika 26
(1934), 404–413: the lower limit is the proportion at which so many or more are as unlikely as half of what is left of the confidence, the
upper that at which so many or fewer are. Both are quantiles of a beta distribution, which SciPy gives; this is its only use here, and it
is loaded when the first interval is asked for.
"""

CONFIDENCE = 0.95


def exact_interval(count: int, of: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The least and the greatest proportion that a count agrees with. Raises ValueError unless 0 <= count <= of and of > 0."""
    if not 0 <= count <= of or of == 0:
        raise ValueError(f"{count} of {of} is no proportion.")
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else float(betaincinv(count, of - count + 1, tail))
    high = 1.0 if count == of else float(betaincinv(count + 1, of - count, 1 - tail))
    return low, high
