"""5 million statements beside the law behind Virtuoso and behind Oxigraph's server, asked as the product asks another store."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from lfr_kg.base.namespaces import iri
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.stores import embedded
from lfr_kg.stores.publish import Target
from lfr_kg.stores.remote import GRAPH, HASH, STAMP_GRAPH, UNION_GRAPH, Access, Remote
from tests.bench import records, serving
from tests.bench.figures import Line, Spread, Work, turn_about
from tests.bench.large import opened
from tests.bench.run import Run
from tests.serving import free_port
from tests.stores.servers import VIRTUOSO, VIRTUOSO_SETTINGS, running
from tests.stores.test_remote import rows

TITLE = "5 M statements on another store"
STATEMENTS = 5_000_000
PATIENCE = 600.0
QUESTIONS = {
    "one record": "SELECT ?p ?o { <https://w3id.org/lfr-kg/register/gen-0000077> ?p ?o }",
    "records of a day": 'SELECT ?d ?title ?size { ?d lfr:deployedOn "2020-03-14"^^xsd:date ; lfr:place/dct:title ?title ; '
    "lfr:watchlist/lfr:size ?size }",
    "records by force": "SELECT ?force (COUNT(?d) AS ?n) { ?d a lfr:Deployment ; lfr:controller ?force } GROUP BY ?force",
    "alerts by force": "SELECT ?force (SUM(?alerts) AS ?n) { ?d lfr:controller ?force ; lfr:results/lfr:alerts ?alerts } GROUP BY ?force",
    "duties of an actor": "SELECT ?norm ?text { ?norm a lfr:Obligation ; lfr:bearer actor:chief-officer ; lfr:statement ?text }",
    "duties by actor": "SELECT ?actor (COUNT(?norm) AS ?n) { ?norm a lfr:Obligation ; lfr:bearer ?actor } GROUP BY ?actor",
}


def law_of(knowledge: KnowledgeBase) -> list[ox.Quad]:
    """What is published of the law: its graphs, their union, and what says so, without what was found of the register."""
    quads = [
        quad
        for quad in embedded.open_store(embedded.folder_of(knowledge.corpus, knowledge.settings.built))
        if quad.graph_name != ox.DefaultGraph()
    ]
    union, stamp = ox.NamedNode(UNION_GRAPH), ox.NamedNode(STAMP_GRAPH)
    names = dict.fromkeys(quad.graph_name for quad in quads)
    triples = dict.fromkeys(quad.triple for quad in quads)
    facts = [(stamp, HASH, ox.Literal(knowledge.hash)), (stamp, iri("dct:hasVersion"), ox.Literal(knowledge.version))]
    facts += [(stamp, GRAPH, name) for name in names]
    return [*quads, *(ox.Quad(*triple, union) for triple in triples), *(ox.Quad(*fact, stamp) for fact in facts)]


def text_of(knowledge: KnowledgeBase, place: Path) -> Path:
    """The generated records as N-Triples, written where they are not there."""
    file = place / f"records-5M-{records.EDITION}.nt"
    if not file.exists():
        with file.with_suffix(".building").open("w", encoding="utf-8") as out:
            out.writelines(records.record_lines(knowledge, STATEMENTS))
        file.with_suffix(".building").rename(file)
    return file


def in_oxigraph(knowledge: KnowledgeBase, place: Path) -> Path:
    """The folder of a store with records in the union graph, and the law as published; made where it is not there."""
    base, target = place / f"remote-oxigraph-{records.EDITION}", place / f"remote-oxigraph-{records.EDITION}-{knowledge.hash[:12]}"
    if not base.exists():
        workshop = records.workshop_of(base)
        store = ox.Store(str(workshop))
        store.bulk_load(path=str(text_of(knowledge, place)), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(UNION_GRAPH))
        store.optimize()
        del store  # it writes on until it is closed
        workshop.rename(base)
    if not target.exists():
        _remove(place.glob(f"{base.name}-*"))
        workshop = records.workshop_of(base)
        ox.Store(str(base)).backup(str(workshop))
        store = ox.Store(str(workshop))
        store.bulk_extend(law_of(knowledge))
        del store
        workshop.rename(target)
    return target


def in_virtuoso(knowledge: KnowledgeBase, place: Path) -> Path:
    """The folder of a database of Virtuoso with the same; made where it is not there."""
    base, target = place / f"remote-virtuoso-{records.EDITION}", place / f"remote-virtuoso-{records.EDITION}-{knowledge.hash[:12]}"
    if not base.exists():
        workshop = records.workshop_of(base)
        workshop.mkdir(parents=True)
        (workshop / "records.nt").hardlink_to(text_of(knowledge, place))
        with virtuoso(workshop) as (found, port):
            _sql(port, f"ld_dir('.', 'records.nt', '{UNION_GRAPH}');", "rdf_loader_run();", "checkpoint;")
            [row] = Remote(found.query, found.access).everywhere(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{UNION_GRAPH}> {{ ?s ?p ?o }} }}")
            if int(row["n"].value) < 0.98 * STATEMENTS:
                raise RuntimeError(f"Virtuoso loaded {row['n'].value} of {STATEMENTS:,} statements")
            _sql(port, "shutdown;")
        (workshop / "records.nt").unlink()
        workshop.rename(base)
    if not target.exists():
        _remove(place.glob(f"{base.name}-*"))
        workshop = records.workshop_of(base)
        shutil.copytree(base, workshop)
        with virtuoso(workshop) as (found, port):
            publish(knowledge, found)
            _sql(port, "checkpoint;", "shutdown;")
        workshop.rename(target)
    return target


def publish(knowledge: KnowledgeBase, target: Target) -> None:
    """Put the law into a store that holds the records already: its union is added to theirs."""
    graphs: dict[str, list[ox.Triple]] = {}
    for quad in law_of(knowledge):
        graphs.setdefault(quad.graph_name.value, []).append(quad.triple)
    union = graphs.pop(UNION_GRAPH)
    for name, triples in graphs.items():
        target.put(name, triples)
    target._graph("POST", UNION_GRAPH, ox.serialize(union, format=ox.RdfFormat.N_TRIPLES))


def _remove(folders: Iterator[Path]) -> None:
    for folder in list(folders):
        shutil.rmtree(folder)


@contextmanager
def virtuoso(folder: Path) -> Iterator[tuple[Target, int]]:
    """Virtuoso over a database, with memory for it: where it takes queries, and its SQL port."""
    http, port = free_port(), free_port()
    settings = VIRTUOSO_SETTINGS.format(port=port, http=http, rows=1_000_000).replace("NumberOfBuffers = 4000", "NumberOfBuffers = 170000")
    (folder / "v.ini").write_text(settings.replace("MaxDirtyBuffers = 3000", "MaxDirtyBuffers = 130000"))
    for left in ("v.lck",):
        (folder / left).unlink(missing_ok=True)
    address = f"http://127.0.0.1:{http}"
    with running([VIRTUOSO, "+foreground", "+configfile", "v.ini"], f"{address}/sparql?query=ASK%7B%7D", folder, 300):
        access = Access("dba", "dba", PATIENCE)
        yield Target(f"{address}/sparql", graphs=f"{address}/sparql-graph-crud-auth", access=access), port


def _sql(port: int, *commands: str) -> None:
    """Run commands of Virtuoso's own, each on a line."""
    subprocess.run(["isql-vt", f"127.0.0.1:{port}", "dba", "dba"], input="\n".join(commands) + "\n", text=True, capture_output=True)


@contextmanager
def stores(knowledge: KnowledgeBase, place: Path) -> Iterator[dict[str, Remote | str]]:
    """Each store that can be started, or why there is none."""
    place.mkdir(parents=True, exist_ok=True)
    found: dict[str, Remote | str] = {}
    with serving.oxigraph(in_oxigraph(knowledge, place)) as address:
        found["Oxigraph's server"] = Remote(address, Access(seconds=PATIENCE)).require(knowledge.hash)
        if not VIRTUOSO:
            yield found | {"Virtuoso": "not installed (Debian virtuoso-opensource)"}
            return
        with virtuoso(in_virtuoso(knowledge, place)) as (target, _):
            access = replace(target.access, user="", password="")
            yield found | {"Virtuoso": Remote(target.query, access).require(knowledge.hash)}


def measure(run: Run) -> list[Line]:
    """The lines of this row."""
    knowledge, lines = run.knowledge, []
    here = opened(knowledge, STATEMENTS, run.stores)
    with stores(knowledge, run.stores) as found:
        for name, text in QUESTIONS.items():
            works: dict[str, Work] = {"ours": partial(_rows, here.store, text)}
            why: dict[str, Spread | str] = {}
            expected = works["ours"]()
            for store, remote in found.items():
                if isinstance(remote, str):
                    why[store] = remote
                elif (given := _rows(remote, text)) != expected:
                    why[store] = f"gives other rows ({len(given)}, not {len(expected)})"
                else:
                    works[store] = partial(_rows, remote, text)
            taken = turn_about(works, run.rounds(5))
            note = f"{len(expected)} rows, the same from each that is timed"
            lines.append(Line(f"5 M statements, {name}: the embedded store", taken.pop("ours"), taken | why, (), note))
    return lines


def _rows(store: ox.Store | Remote, text: str) -> list:
    return rows(embedded.select(store, text))
