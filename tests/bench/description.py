"""One full description in process, beside the same description through owlrl and pySHACL."""

import gc

import owlrl
import rdflib

from lfr_kg.knowledge import KnowledgeBase
from tests import casebook
from tests.bench.figures import Goal, Line, turn_about
from tests.bench.run import AT, FOR, SENT, Run

TITLE = "one full description, in process"


def named_stack(knowledge: KnowledgeBase):
    """The same description through owlrl and pySHACL: conditions by inference, then the shapes; no verdicts, no reasons, no receipt."""
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


def measure(run: Run) -> list[Line]:
    """The lines of this row."""
    knowledge, number = run.knowledge, run.findings
    works = {"ours": lambda: knowledge.assess(SENT, None, AT), "peer": named_stack(knowledge)}
    for work in works.values():
        work()
    gc.collect()
    gc.freeze()  # what the peers have loaded is not to slow the others' collections
    found = turn_about(works, run.rounds(5), {"ours": 20})
    ours, ratio = found["ours"], found["peer"].over(found["ours"])
    goals = (
        Goal(0.010 * number / FOR, ours, words=f"for {number} findings (10 ms for {FOR})"),
        Goal(350, ratio, is_least=True, words="as fast as pySHACL after owlrl"),
    )
    note = "all norms, reasons and receipt; the peers give no verdicts, reasons or receipt"
    return [Line(f"one full description ({number} findings), in process", ours, {"pySHACL after owlrl": found["peer"]}, goals, note)]
