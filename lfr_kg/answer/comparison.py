"""What changes between the law of two days, for one description."""


def changes(before: dict, after: dict) -> list[dict]:
    """The norms that come, go or change verdict between two answers on the same description: slug, statement, verdicts, why."""
    found = []
    for was, now in zip(before["deployments"], after["deployments"], strict=True):
        old = {finding["slug"]: finding for finding in was["findings"]}
        new = {finding["slug"]: finding for finding in now["findings"]}
        for slug in sorted(set(old) | set(new)):
            one, other = old.get(slug), new.get(slug)
            if one is None or other is None or one["verdict"] != other["verdict"]:
                found.append(_change(was, now, slug, one, other))
    return found


def _change(was: dict, now: dict, slug: str, one: dict | None, other: dict | None) -> dict:
    if one is None:
        why = f"not yet in force on {was['lawAsAt']}; in force on {now['lawAsAt']}"
    elif other is None:
        why = f"in force on {was['lawAsAt']}; no longer on {now['lawAsAt']}"
    else:
        why = other["message"]
    known = other or one
    return {
        "deployment": was["id"], "slug": slug, "statement": known["statement"], "citation": known.get("citation", ""),
        "before": one["verdict"] if one else None, "after": other["verdict"] if other else None, "why": why,
    }  # fmt: skip


def as_text(before: dict, after: dict) -> str:
    """The changes for a screen."""
    lines = []
    for change in changes(before, after):
        lines.append(f"{change['slug']}: {change['before'] or 'not in force'} -> {change['after'] or 'not in force'}")
        lines += [f"    {change['statement']}", f"    {change['why']}"]
    return "\n".join(lines) or "Nothing changes."
