"""An answer as its page shows it: the findings that pass the reader's filters, in groups of what there is to do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from lfr_kg.answer.contract import Answer, InlineBearing, InlineFinding, Norm
from lfr_kg.answer.detail import inlined
from lfr_kg.answer.reports.outline import outline_of
from lfr_kg.base.namespaces import BASE
from lfr_kg.base.scales import FORCES
from lfr_kg.web.assess import submission
from lfr_kg.web.pictures.findings import findings_picture


@dataclass(frozen=True)
class Filters:
    """What a reader wants to see: binding forces, one source, one bearer, one deployment (by its anchor). What is empty does not filter."""

    forces: tuple[str, ...] = ()
    source: str = ""
    bearer: str = ""
    only: str = ""

    def __bool__(self) -> bool:
        return bool(self.forces or self.source or self.bearer or self.only)

    def lets(self, finding: InlineFinding | InlineBearing) -> bool:
        """Whether a finding passes."""
        return (
            (not self.forces or finding["authority"] in self.forces)
            and (not self.source or source_of(finding) == self.source)
            and (not self.bearer or self.bearer in _bearers(finding))
        )


def filters_of(form: MultiDict[str, str]) -> Filters:
    """The filters that a form's fields ask for."""
    return Filters(tuple(form.getlist("force")), form.get("source", ""), form.get("bearer", ""), form.get("only", ""))


def source_of(finding: Norm) -> str:
    """The name of the source behind a finding, as in its address: ukpga-2018-12."""
    return finding.get("provision", "").removeprefix(BASE + "law/").partition("_")[0]


def _bearers(finding: Norm) -> list[str]:
    return [each.strip() for each in finding.get("bearer", "").split(";") if each.strip()]


def page_values(source_label: Callable[[str], str], result: Answer, files: submission.Sent, filters: Filters) -> dict[str, Any]:
    """What the template of an assessment takes; ``source_label`` says what a source is called, by its name in addresses."""
    by_deployment = {f"d{number}": each["findings"] for number, each in enumerate(inlined(result)["deployments"], 1)}
    everything = [finding for findings in by_deployment.values() for finding in findings]
    sources = {source_of(finding) for finding in everything} - {""}
    return {
        "result": result,
        "report": outline_of(result, filters.lets),
        "pictures": {
            f"d{number}": findings_picture(deployment["summary"], f"d{number}-picture")
            for number, deployment in enumerate(result["deployments"], 1)
        },
        "filters": filters,
        "forces": [(name, force.label) for name, force in FORCES.items() if any(finding["authority"] == name for finding in everything)],
        "sources": sorted(((name, source_label(name)) for name in sources), key=lambda pair: pair[1].lower()),
        "bearers": sorted({bearer for finding in everything for bearer in _bearers(finding)}, key=str.lower),
        "shown": sum(
            filters.lets(finding) for anchor, findings in by_deployment.items() if filters.only in ("", anchor) for finding in findings
        ),
        "total": len(everything),
        "packed": submission.pack(files),
    }
