"""An answer on invented law, with every verdict: what reports are tried on."""

from lfr_kg.answer.contract import Norm
from lfr_kg.base.scales import FORCES, VERDICTS

DEPLOYMENT = "https://deployments.example/d1"
LIVE = "https://w3id.org/lfr-kg/def/Live"
OPEN = "https://w3id.org/lfr-kg/def/WithAlerts"
_OF_NORM = Norm.__required_keys__ | Norm.__optional_keys__


def rule(slug: str, **more) -> dict:
    """A norm as an answer tells of it, with its condition."""
    return {
        "norm": f"https://w3id.org/lfr-kg/norm/{slug}", "slug": slug, "statement": f"Do as {slug} says.", "authority": "guidance-should",
        "citation": f"Invented Act 2020, s {slug}", "provision": f"https://w3id.org/lfr-kg/law/invented_{slug}", "title": "",
        "officialText": f"https://law.example/{slug}", "verification": "verified-primary", "kind": "Obligation", "condition": LIVE,
    } | more  # fmt: skip


def finding(slug: str, verdict: str, **more) -> dict:
    """A finding with what is constant of its norm; ``answer`` parts the two."""
    told = {
        "verdict": verdict,
        "bearer": "chief officer",
        "message": f"What is shown of {slug}.",
        "next": f"Act on {slug}.",
        "evidence": [],
    }
    return rule(slug) | told | more


EARLY = "The watchlist was made 51 hours before its use began (12 October 2026, 07:00, to 14 October 2026, 10:00); the limit is 24 hours."


def standing(holds: bool | None, because: str, steps: list[dict]) -> dict:
    """How a condition stands."""
    return {"holds": holds, "because": because, "steps": steps}


def conditions() -> dict:
    """The conditions of the invented answer: one holds by way of another, one is open."""
    technique = {
        "step": 1,
        "by": "stated",
        "text": "The search for faces was live.",
        "fact": [DEPLOYMENT, "https://w3id.org/lfr-kg/def/technique", "https://w3id.org/lfr-kg/concept/technique-live"],
    }
    alerts = {
        "step": 1,
        "by": "unstated",
        "text": "The record does not say whether this is a deployment with alerts.",
        "condition": OPEN,
        "decidedOn": ["lfr:alert", "lfr:results / lfr:alerts"],
    }
    concluded = {"step": 2, "by": "axiom", "text": "This is a live deployment.", "condition": LIVE, "from": [1]}
    return {
        LIVE: standing(True, "This is a live deployment.", [technique, concluded]),
        OPEN: standing(None, "The record does not say whether this is a deployment with alerts.", [alerts]),
    }


def every_finding() -> list[dict]:
    """One finding of every verdict, and two that wait for one condition."""
    waiting = {
        "condition": OPEN,
        "message": "The record does not say whether this is a deployment with alerts.",
        "next": "State alert.",
    }
    contradiction = {
        "focus": f"{DEPLOYMENT}-watchlist", "path": "https://w3id.org/lfr-kg/measure/generatedAtToUsedFrom", "value": "183600",
        "text": EARLY, "expected": "The watchlist was made too early.", "outcome": "contradicts",
        "facet": "https://w3id.org/lfr-kg/shape/x.y",
        "stated": [[f"{DEPLOYMENT}-watchlist", "https://w3id.org/lfr-kg/def/generatedAt", "2026-10-12T07:00:00+01:00"]],
    }  # fmt: skip
    looked = [
        {
            "focus": DEPLOYMENT,
            "path": "https://w3id.org/lfr-kg/def/document",
            "value": f"{DEPLOYMENT}-{name}",
            "text": f"The record describes the {name}.",
            "outcome": "satisfies",
        }
        for name in ("policy", "plan")
    ]
    judged = {"message": "The record is there. Is it enough?", "next": "A legal adviser decides: Is it enough?", "evidence": looked}
    return [
        finding("m-met", "met"),
        finding("n-not", "not-applicable"),
        finding("r-recorded", "recorded", leavesOpen="Is it enough in fact?"),
        finding("a-guidance", "departed-from", evidence=[contradiction], message="The watchlist was made too early."),
        finding("b-statute", "breached", authority="statute", verification="unverified"),
        finding("c-missing", "not-stated", dueBy="2026-10-14T16:00:00+01:00", repairs=["a-guidance"]),
        finding("d-later", "not-yet-due", dueBy="2026-11-30"),
        finding("e-open", "condition-not-stated", **waiting),
        finding("f-open", "condition-not-stated", **waiting),
        finding("g-judge", "for-judgement", **judged),
        finding("h-displaced", "displaced", displacedBy=["x-exempt"]),
    ]


def actions() -> list[dict]:
    """What there is to do about them, as far as reports are tried on it."""

    def action(kind: str, do: str, verdict: str, *slugs: str, **more) -> dict:
        about = {"do": do, "kind": kind, "who": "chief officer", "thing": "watchlist", "bindingForce": "guidance-should"}
        return about | {"settles": {verdict: list(slugs)}, "asks": [{"text": f"What {slugs[0]} asks.", "norm": slugs[0]}]} | more

    return [
        action("correct", "Put right what the statute forbids.", "breached", "b-statute", bindingForce="statute"),
        action("correct", "Make the watchlist anew.", "departed-from", "a-guidance"),
        action("write", "Write the missing paper.", "not-stated", "c-missing", dueBy="2026-10-14T16:00:00+01:00"),
        action("state", "State whether there were alerts.", "condition-not-stated", "e-open", "f-open"),
    ]


def answer(findings: list[dict] | None = None, **of_deployment) -> dict:
    """An answer with every verdict, or with other findings."""
    listed = every_finding() if findings is None else findings
    beside = {
        "reliedOn": [rule("x-exempt")],
        "alsoBears": [rule("z-power")],
        "outOfReach": [rule("y-beyond", why="Nobody can see it.")],
    }
    matrix = {force: dict.fromkeys(VERDICTS, 0) for force, entry in FORCES.items() if entry.contradicted_is}
    for each in listed:
        matrix[each["authority"]][each["verdict"]] += 1
    everything = [*listed, *(each for rules in beside.values() for each in rules)]
    deployment = {
        "id": DEPLOYMENT, "identifier": "EX-1", "record": "internal", "lawAsAt": "2026-10-14",
        "summary": {verdict: sum(each["verdict"] == verdict for each in listed) for verdict in VERDICTS}, "matrix": matrix,
        "judgements": {}, "actions": actions() if findings is None else [], "conditions": conditions(),
        "findings": [_without_norm(each) for each in listed],
    } | {name: [_without_norm(each) for each in rules] for name, rules in beside.items()}  # fmt: skip
    return {
        "receipt": {
            "inputHash": "1" * 64, "corpusVersion": "9.9.9", "corpusHash": "2" * 64, "software": "lfr-kg 9.9.9", "lawAsAt": "2026-10-14",
            "assessedAt": "2026-11-23T09:00:00+00:00", "hash": "3" * 64,
        },
        "setAside": [{"statement": "ex:d1 owl:sameAs ex:d2", "reason": "the data dictionary has no such property"}],
        "notes": ["Two deployments have one identifier."],
        "norms": {each["slug"]: {name: each[name] for name in each if name in _OF_NORM} for each in everything},
        "deployments": [deployment | of_deployment],
    }  # fmt: skip


def _without_norm(each: dict) -> dict:
    return {name: value for name, value in each.items() if name not in _OF_NORM}
