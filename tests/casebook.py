"""The casebook: every case is a base description, a minimal change to it, and exactly the verdicts that change.

Two kinds of case carry promises: ``lawful`` is the nearest lawful conduct to what the facets it names could contradict, and must never
come out breached or departed from; ``unlawful`` is the nearest conduct that does not satisfy a norm, and must come out neither met
nor, but for the cases listed with a reason in ``data/law/undecided.yaml``, undecided.

``python -m tests.casebook show tests/cases/<theme>.yaml`` prints what each case changes; add a number (from 0) or part of a name for some
of them. ``python -m tests.casebook check [THEME]`` tells which cases of all themes, or of one, do not come out as they say.
"""

import json
import os
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import yaml

from lfr_kg.assess import compiling, expressions, plans, rule_syntax, rules, triples
from lfr_kg.assess.assessor import Assessor
from lfr_kg.assess.checks import compile_shapes
from lfr_kg.assess.law import Terms
from lfr_kg.assess.verdicts import Finding, Judgement
from lfr_kg.base import namespaces
from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import SPARQL_PREFIXES
from lfr_kg.base.settings import EXAMPLE, Settings
from lfr_kg.corpus.files import Corpus
from lfr_kg.evidence.description import describe
from lfr_kg.evidence.reading import read
from lfr_kg.evidence.vocabulary import read_vocabulary

FOLDER = Path(__file__).parent / "cases"
ASSESSED_AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
KINDS = ("applies", "boundary", "breaks", "judged", "lawful", "meets", "silent", "unlawful")
PREFIXES = SPARQL_PREFIXES + "PREFIX ex: <https://deployments.example/>\n"


@dataclass(frozen=True)
class Case:
    """One case of a theme."""

    theme: str
    name: str
    norm: str
    kind: str
    base: str
    change: str
    verdicts: tuple
    as_at: date | None
    at: datetime
    facets: tuple[str, ...] = ()
    """Of a lawful case, the facets of the norm's shape that could have contradicted."""
    review: str | None = None
    """The row of the review of the law that it answers."""

    @property
    def title(self) -> str:
        """Theme and sentence: the name of its test."""
        return f"{self.theme}: {self.name}"


def cases(path: Path) -> list[Case]:
    """The cases of one file."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    known = {"name", "norm", "kind", "base", "change", "verdicts", "as_at", "at", "facet", "review"}
    for entry in entries:
        if unknown := set(entry) - known:
            raise ValueError(f"{path.name}: {entry.get('name')}: unknown {', '.join(sorted(unknown))}")
        if entry["kind"] not in KINDS:
            raise ValueError(f"{path.name}: {entry['name']}: {entry['kind']!r} is none of {', '.join(KINDS)}")
    return [
        Case(
            theme=path.stem, name=entry["name"], norm=entry["norm"], kind=entry["kind"], base=entry.get("base", "metropolitan"),
            change=entry.get("change", ""), verdicts=tuple(sorted((entry.get("verdicts") or {}).items())),
            as_at=entry.get("as_at"), at=_instant(entry.get("at")), facets=_listed(entry.get("facet")), review=entry.get("review"),
        )
        for entry in entries
    ]  # fmt: skip


def all_cases() -> list[Case]:
    """The cases of every theme."""
    return [case for path in sorted(FOLDER.glob("*.yaml")) for case in cases(path)]


def _listed(given: str | list[str] | None) -> tuple[str, ...]:
    return tuple([given] if isinstance(given, str) else given or ())


def _instant(given) -> datetime:
    if given is None:
        return ASSESSED_AT
    moment = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def assessor(engine: str = "shacl") -> Assessor:
    """The engine over the files as they are, nothing built: one for a process."""
    return _assessor(engine)


@lru_cache
def _assessor(engine: str) -> Assessor:
    corpus = Corpus(Settings().root)
    graph = Graph((q.subject, q.predicate, q.object) for q in corpus.quads)
    graphs = {file.graph for file in corpus.of("shapes")}
    shapes = compile_shapes(graph, [(q.subject, q.predicate, q.object) for q in corpus.quads if q.graph_name in graphs])
    compiled = [_compiled(file) for file in corpus.of("rules")]
    return Assessor(graph, shapes, compiled, read_vocabulary(graph), engine)


def _compiled(file) -> rules.Rule:
    """A rule compiled, kept between runs under the hash of its text and of the compiler.

    It is kept because rdflib's parser takes most of a second for some.
    """
    makers = b"".join(
        Path(module.__file__).read_bytes() for module in (rules, rule_syntax, compiling, triples, expressions, plans, namespaces)
    )
    kept = Settings().cache / "tests" / f"{sha256(makers + file.name.encode() + file.content).hexdigest()}.json"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps(rules.as_json(rules.compile_rule(file))), encoding="utf-8")
        unfinished.replace(kept)
    return rules.from_json(json.loads(kept.read_text(encoding="utf-8")))


def bases() -> list[str]:
    """The names of the changed descriptions that cases start from."""
    return [path.stem for path in (FOLDER / "bases").glob("*.ru")]


@lru_cache
def base(name: str) -> str:
    """A base description as N-Triples.

    It is a worked example that ships, by the name of its file, or one of the changed ones in ``cases/bases``.
    """
    shipped = EXAMPLE if name == "metropolitan" else EXAMPLE.with_name(f"{name}.ttl")
    if shipped.exists():
        return _text(_store(shipped.read_text(encoding="utf-8"), ox.RdfFormat.TURTLE))
    update = (FOLDER / "bases" / f"{name}.ru").read_text(encoding="utf-8")
    first = update.splitlines()[0]
    return changed(first.removeprefix("#+ from:").strip() if first.startswith("#+ from:") else "metropolitan", update)


@lru_cache(4096)
def changed(name: str, update: str) -> str:
    """A base description with a SPARQL update applied, as N-Triples."""
    store = _store(base(name), ox.RdfFormat.N_TRIPLES)
    if update.strip():
        store.update(PREFIXES + update)
    return _text(store)


def _store(text: str, form: ox.RdfFormat) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in ox.parse(text, format=form))
    return store


def _text(store: ox.Store) -> str:
    return "".join(sorted(f"{q.subject} {q.predicate} {q.object} .\n" for q in store))


def inferences(text: str, engine: str = "shacl", at: datetime = ASSESSED_AT) -> list:
    """Every deployment of a description, worked out at an instant."""
    sent = read(text.encode(), "application/n-triples", "case", 10_000_000)
    judge = assessor(engine)
    return [judge.work_out(deployment, at) for deployment in describe([sent], judge.vocabulary).deployments]


@lru_cache(4)
def judged(text: str, as_at: date | None, at: datetime) -> Judgement:
    """Everything found of the one deployment of a description."""
    (inference,) = inferences(text, at=at)
    return assessor().judge(inference, Terms(as_at, at))


def ground(finding: Finding) -> tuple:
    """A verdict with the results that it rests on: findings that differ in it are told in other words."""
    return (finding.verdict.value, *map(tuple, (finding.contradictions, finding.missing, finding.to_judge)))


@lru_cache(8192)
def grounds(text: str, as_at: date | None, at: datetime) -> dict[str, tuple]:
    """The verdicts on the one deployment of a description with what they rest on, by slug."""
    return {finding.norm.slug: ground(finding) for finding in judged(text, as_at, at).findings}


def verdicts(text: str, as_at: date | None, at: datetime) -> dict[str, str]:
    """The verdicts on the one deployment of a description, by slug."""
    return {slug: verdict for slug, (verdict, *_) in grounds(text, as_at, at).items()}


def changes(case: Case) -> dict[str, str]:
    """The verdicts that the case's change changes, against its base judged by the same law at the same instant."""
    before = verdicts(base(case.base), case.as_at, case.at)
    after = verdicts(changed(case.base, case.change), case.as_at, case.at)
    return {slug: after.get(slug, "not in force") for slug in sorted(set(before) | set(after)) if before.get(slug) != after.get(slug)}


def main(arguments: list[str]) -> int:
    """The command line; see the module's text."""
    if arguments[:1] == ["show"]:
        chosen = [case for path in arguments[1:2] for case in cases(Path(path))]
        if len(arguments) > 2:
            chosen = [c for i, c in enumerate(chosen) if arguments[2] == str(i) or arguments[2].lower() in c.name.lower()]
    elif arguments[:1] == ["check"]:
        themes = arguments[1:]
        chosen = [case for case in all_cases() if (not themes or case.theme in themes) and changes(case) != dict(case.verdicts)]
    else:
        print(__doc__)
        return 2
    for case in chosen:
        found, said = changes(case), dict(case.verdicts)
        print(f"{'as said ' if found == said else 'DIFFERS '} {case.title}  [{case.norm}, {case.kind}, base {case.base}]")
        for slug in sorted(set(found) | set(said)):
            mark = " " if found.get(slug) == said.get(slug) else "*"
            print(
                f"   {mark} {slug}: {found.get(slug, '(unchanged)')}" + ("" if mark == " " else f"   said: {said.get(slug, '(unchanged)')}")
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
