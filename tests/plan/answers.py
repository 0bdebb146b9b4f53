"""Answers that several tests of the plan share."""

from datetime import UTC, datetime

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
OVERT = {
    "force": ["Metropolitan Police Service"],
    "reference": ["A & B <x>"],
    "day": ["7 December 2026"],
    "from": ["10am"],
    "until": ["16:00"],
    "conduct": ["overt"],
    "technique": ["live"],
    "cameras": ["marked-vehicle"],
    "place": ["Oxford Street"],
    "why-there": ["crime"],
    "near": ["education", "worship"],
    "assembly": ["no"],
    "purpose": ["detection"],
    "people": ["wanted", "suspects"],
    "images": ["custody"],
    "under-18": ["2"],
    "vulnerable": ["0"],
    "supplier": ["Example Ltd"],
    "processor": ["yes"],
    "hosting": ["cloud"],
    "bought": ["pa"],
}
COVERT = {slug: OVERT[slug] for slug in ("force", "day", "from", "until", "technique")} | {"conduct": ["covert"]}
