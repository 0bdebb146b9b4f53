"""``make bench``: what assessment costs, beside what the named stack gives, taken turn about; a Markdown table and JSON in build/bench/.

Every figure is a median with its least and greatest. The peers do the same work on the same input: pySHACL on the same shapes, after
owlrl on the ontology's conditions and the description.
"""

import gc
import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import owlrl
import rdflib

from lfr_kg.base.settings import EXAMPLE as FILE
from lfr_kg.base.settings import PACKAGE, Settings
from lfr_kg.knowledge import KnowledgeBase
from tests import casebook, generated
from tests.serving import client_of

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
EXAMPLE = FILE.read_bytes()
OUT = PACKAGE.parent / "build" / "bench"
PAGES = ("/", "/law", "/norm", "/norm/dpa-s64-dpia", "/law/ukpga-2018-12", "/changes?from=1990-01-01", "/search?q=watchlist")


def timed(work) -> float:
    """Seconds that a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def turn_about(works: dict, rounds: int, repeat: dict) -> dict[str, list[float]]:
    """Seconds of each work, one after the other in every round; short ones repeated and divided."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times = repeat.get(name, 1)
            found[name].append(timed(lambda work=work, times=times: [work() for _ in range(times)]) / times)
    return found


def named_stack(knowledge: KnowledgeBase):
    """The same description through owlrl and pySHACL: conditions by inference, then the shapes; no verdicts, no explanation."""
    roles = {file.graph for file in knowledge.corpus.of("conditions", "actors")} | {
        f.graph for f in knowledge.corpus.of("vocabulary") if f.name == "actors"
    }
    axioms = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in knowledge.corpus.quads if q.graph_name in roles)
    (inference,) = casebook.inferences(casebook.base("metropolitan"))
    reference = casebook.assessor("pyshacl")
    measured = casebook.assessor().data(inference)

    def work() -> None:
        graph = rdflib.Graph().parse(data=axioms + casebook.base("metropolitan"), format="nt")
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
        reference.run(measured)

    return work


def batch(files: int) -> float:
    """Descriptions a second, from files to NDJSON, on all cores."""
    with tempfile.TemporaryDirectory() as place:
        for seed in range(files):
            (Path(place) / f"d{seed:05}.nt").write_text(generated.description(seed))
        command = [sys.executable, "-m", "lfr_kg", "assess", place, "--out", f"{place}/out.ndjson", "--at", AT.isoformat()]
        seconds = timed(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=False))
        assert len(Path(f"{place}/out.ndjson").read_bytes().splitlines()) == files
    return files / seconds


def start(cache: Path) -> float:
    """Seconds from starting a process to the first answer."""
    code = (
        "import sys; from lfr_kg.commands.line import main; sys.exit(main(['assess','--format','json','--at','2026-11-23T09:00:00+00:00']))"
    )
    command = ["env", f"LFR_KG_CACHE={cache}", sys.executable, "-c", code]
    return timed(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True))


def memory(knowledge: KnowledgeBase) -> float:
    """Megabytes of a process that has answered once: its high-water mark, which Linux tells (``ru_maxrss`` would be the parent's)."""
    code = f"""from pathlib import Path; from datetime import datetime; from lfr_kg.knowledge import KnowledgeBase
KnowledgeBase.open().assess([(open({str(FILE)!r},'rb').read(),'text/turtle','x')], None, datetime.fromisoformat({AT.isoformat()!r}))
print(next(line.split()[1] for line in Path('/proc/self/status').read_text().splitlines() if line.startswith('VmHWM')))"""
    done = subprocess.run(
        ["env", f"LFR_KG_CACHE={knowledge.settings.cache}", sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return int(done.stdout) / 1024


def pages(knowledge: KnowledgeBase) -> dict[str, list[float]]:
    """Seconds that each page that reads much takes to make, warm, by the processor's clock."""
    with client_of(knowledge) as client:
        taken = {}
        for path in PAGES:
            taken[f"page {path}"] = []
            for _ in range(5):
                start = time.process_time()
                assert client.get(path).status_code == 200
                taken[f"page {path}"].append(time.process_time() - start)
    return taken


def many_alerts() -> bytes:
    """A description with a thousand alerts."""
    alerts = "".join(
        f"ex:d1 lfr:alert ex:a{n} . ex:a{n} a lfr:Alert ; "
        'lfr:raisedAt "2026-10-14T11:00:00+01:00"^^xsd:dateTime ; lfr:adjudicatedBy "Operator" ; '
        'lfr:adjudicatedAt "2026-10-14T11:00:10+01:00"^^xsd:dateTime ; '
        'lfr:engagedAt "2026-10-14T11:01:00+01:00"^^xsd:dateTime ; lfr:isInformationGiven true .\n'
        for n in range(1000)
    )
    return EXAMPLE + alerts.encode()


def main() -> int:
    """Measure, print the table and write both files."""
    with tempfile.TemporaryDirectory() as place:
        cache = Path(place)
        cold = [timed(lambda n=n: KnowledgeBase.open(Settings(cache=cache / str(n))).assessor) for n in range(3)]
        knowledge = KnowledgeBase.open(Settings(cache=cache / "0"))
        sent, crowded = [(EXAMPLE, "text/turtle", "example.ttl")], [(many_alerts(), "text/turtle", "crowded.ttl")]
        knowledge.assess(sent, None, AT)
        works = {
            "ours": lambda: knowledge.assess(sent, None, AT),
            "named stack": named_stack(knowledge),
            "1,000 alerts": lambda: knowledge.assess(crowded, None, AT),
        }
        gc.collect()
        gc.freeze()  # what the peers have loaded is not to slow the others' collections
        found = turn_about(works, 5, {"ours": 20})
        found["cold build"] = cold
        found["start to first answer"] = [start(cache / "0") for _ in range(5)]
        found |= pages(knowledge)
        rate = [batch(1000) for _ in range(3)]
        megabytes = memory(knowledge)
    rows = {name: {"median": statistics.median(v), "least": min(v), "greatest": max(v), "unit": "s"} for name, v in found.items()}
    rows["descriptions a second"] = {"median": statistics.median(rate), "least": min(rate), "greatest": max(rate), "unit": "1/s"}
    rows["memory of a process"] = {"median": megabytes, "least": megabytes, "greatest": megabytes, "unit": "MB"}
    ratio = rows["named stack"]["median"] / rows["ours"]["median"]
    OUT.mkdir(parents=True, exist_ok=True)
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    (OUT / "bench.json").write_text(json.dumps({"machine": machine, "ratio": ratio, "rows": rows}, indent=2))
    lines = ["| what | median | least | greatest | unit |", "| --- | ---: | ---: | ---: | --- |"]
    lines += [f"| {name} | {r['median']:.4g} | {r['least']:.4g} | {r['greatest']:.4g} | {r['unit']} |" for name, r in rows.items()]
    table = "\n".join([*lines, "", f"The named stack takes {ratio:.0f} times as long. {machine}.", ""])
    (OUT / "bench.md").write_text(table)
    print(table)
    return 0


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
