"""Reading a row of a table, and reading the graph, in the same terms."""

import csv
import re
from functools import lru_cache
from urllib.parse import urlsplit

import pyoxigraph as ox
import yaml

from lfr_kg.base.namespaces import PREFIXES, compact, iri
from lfr_kg.base.settings import PACKAGE
from lfr_kg.corpus.citation import source_of
from tests import TESTS
from tests import knowledge_files as knowledge

TABLES = PACKAGE.parent.parent / "shared" / "law"
RULES = PACKAGE.parent / "queries" / "rules" / "conditions"
SOURCE_KINDS = {
    "act": "Act", "si": "StatutoryInstrument", "assimilated-law": "AssimilatedLaw", "case": "Case", "statutory-code": "StatutoryCode",
    "statutory-statement": "StatutoryStatement", "guidance": "Guidance", "force-policy": "PolicySource", "force-document": "ForceRecord",
    "force-record": "ForceRecord", "procurement-policy-note": "ProcurementPolicyNote", "policy-statement": "PolicyStatement",
    "consultation": "PolicyStatement", "regulator-statement": "RegulatorStatement", "regulator-opinion": "RegulatorStatement",
    "press-report": "PressReport", "bill": "Bill",
}  # fmt: skip
OWN_HOSTS = (
    "legislation.gov.uk", "gov.uk", "police.uk", "ico.org.uk", "parliament.uk", "caselaw.nationalarchives.gov.uk", "hudoc.echr.coe.int",
    "college.police.uk", "ncsc.gov.uk",
)  # fmt: skip
"""As review r123 lists them; by issuer they are in the ontology (lfr:ownHost)."""
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


# Reading a row


@lru_cache
def rows(name: str) -> list[dict]:
    """The rows of one table."""
    with (TABLES / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def items(text: str) -> list[str]:
    """The values of a field that may hold several."""
    return sorted(part.strip() for part in text.split(";") if part.strip())


@lru_cache
def _actors() -> dict[str, str | list[str]]:
    return yaml.safe_load((TESTS / "data" / "law" / "actors.yaml").read_text(encoding="utf-8"))


def actors(text: str) -> list[str]:
    """Whom the words of a table mean; the words themselves where nobody has said."""
    named = _actors().get(text, [text] if text else [])
    return [named] if isinstance(named, str) else named


def first_day(text: str) -> str | None:
    """A shorter date stands for its first day."""
    return text + {4: "-01-01", 7: "-01"}.get(len(text), "") or None


def verification(row: dict) -> str:
    """How far a row was verified, by the scale of today.

    The tables call a row primary whatever text it was compared with; review r123 keeps that for the issuer's own and calls the rest a copy.
    """
    hosts = [urlsplit(address).netloc for address in items(row["verified_against"])]
    is_own = any(host == own or host.endswith(f".{own}") for host in hosts for own in OWN_HOSTS)
    if row["verification"] == "verified-primary" and not is_own:
        return "verified-copy"
    return {"partial": "verified-partial"}.get(row["verification"], row["verification"])


def wording(text: str | None) -> str | None:
    """A text without what setting it for readers changed: the day, the stop after "s", the dash in a range."""
    text = re.sub(r"\b(\d{4})-(\d\d)-(\d\d)\b", lambda day: f"{int(day[3])} {MONTHS[int(day[2]) - 1]} {day[1]}", text or "")
    text = re.sub(r"\b(ss?|regs?|paras?|[Aa]rts?)\.\s?(?=[\dA-Z(])", r"\1 ", text)
    return re.sub(r"(?<=[\d\])A-Z])-(?=[\d\[(])", "–", text) or None


def loosely(text: str | None) -> str | None:
    """The words of a note, whatever its capitals."""
    return (wording(text) or "").lower() or None


# Reading the graph


def one(node, name: str) -> str | None:
    """The one value of a property."""
    value = knowledge.stated().value(node, iri(name))
    return None if value is None else value.value


def last(node, name: str) -> str | None:
    """The last part of the name of its one value."""
    value = one(node, name)
    return value and value.rsplit("/", 1)[-1]


def all_of(node, name: str) -> list[str]:
    """All values of a property."""
    return sorted(value.value for value in knowledge.stated().objects(node, iri(name)))


def last_of(node, name: str) -> list[str]:
    """The last parts of the names of all its values."""
    return sorted(value.rsplit("/", 1)[-1] for value in all_of(node, name))


def is_a(node, name: str) -> bool:
    """Whether something is stated to be of a type."""
    return iri(name) in knowledge.stated().objects(node, iri("rdf:type"))


def sources_of(norm) -> list[str]:
    """The identifiers of the sources that state a norm."""
    graph = knowledge.stated()
    return sorted({one(source_of(graph, provision), "dct:identifier") for provision in graph.objects(norm, iri("lfr:statedBy"))})


def paths(condition) -> list[str]:
    """The properties that decide a condition, a path from the deployment with slashes."""
    graph = knowledge.stated()
    routes = [[value] if isinstance(value, ox.NamedNode) else graph.list(value) for value in graph.objects(condition, iri("lfr:decidedOn"))]
    return sorted("/".join(compact(step.value) for step in route) for route in routes)


def words_of_condition(norm) -> str | None:
    """When a norm applies and when it does not, as the tables put it in one field."""
    condition, exception = one(norm, "lfr:conditionInWords"), one(norm, "lfr:exceptionInWords")
    return "; ".join(part for part in (condition, exception and f"except: {exception}") if part) or None


def law_of(norm) -> str:
    """Whose day chooses the version of a norm: ``start``, or ``event`` (or ``event or start``) with the path to the day."""
    day = (last(norm, "lfr:lawOf") or "law-of-start").removeprefix("law-of-").replace("-", " ")
    graph = knowledge.stated()
    path = graph.value(norm, iri("lfr:eventDay"))
    return f"{day}: " + "/".join(step.value.removeprefix(PREFIXES["lfr"]) for step in graph.list(path)) if path else day


@lru_cache
def _addresses() -> dict:
    """What follows: the official address of each provision."""
    return {subject: value.value for subject, name, value in knowledge.derived() if name == iri("lfr:officialUri")}


def addresses(norm) -> list[str]:
    """The official addresses of the provisions that state a norm."""
    provisions = knowledge.stated().objects(norm, iri("lfr:statedBy"))
    return sorted(filter(None, (one(each, "lfr:officialUri") or _addresses().get(each) for each in provisions)))


def numbers(text: str) -> set[str]:
    """The numbers of sections, articles and paragraphs that a citation names."""
    return set(re.findall(r"\d+[A-Z]*", text))


@lru_cache
def _filled_by_rule() -> frozenset[str]:
    """The conditions that a rule fills."""
    texts = (path.read_text(encoding="utf-8") for path in RULES.glob("*.rq"))
    return frozenset(name for text in texts for name in re.findall(r"^CONSTRUCT \{ \?d (?:a|\?is) (lfr:\w+)", text, re.MULTILINE))


def applies_kind(condition) -> str | None:
    """How a condition is filled: always, by a rule of its own, or by an axiom."""
    if condition == iri("lfr:Deployment"):
        return "always"
    if compact(condition.value) in _filled_by_rule():
        return "rule"
    graph = knowledge.stated()
    narrower = [each for each, _, wider in graph.by_predicate[iri("rdfs:subClassOf")] if wider == condition]
    return "axiom" if any(isinstance(each, ox.BlankNode) for each in narrower) else None
