"""The answer's contract, typed: what every face hands out or reads, and what ``web/openapi.yaml`` describes.

Source: the contract of verdicts, third form. What is constant of a norm stands once in ``norms``, what is constant of a condition once in a
deployment's ``conditions``; ``?inline=1`` writes both into every finding. The house reads an ``Answer``; what it hands out as JSON is made
of that: all of it with each thing once (``compact``), less, or all written out for each finding (``detail``).

These are typed dictionaries and not classes of a serialisation library: the engine's evidence and steps go into an answer as they are, and
orjson writes a dictionary of the worked example in under a millisecond, so that there is no time for a library to save.
"""

from typing import Literal, NotRequired, TypedDict

from lfr_kg.assess.findings import Evidence, Standing, StandingInShort

Detail = Literal["summary", "findings", "full"]
DETAILS: tuple[Detail, ...] = ("summary", "findings", "full")
"""How much of an answer is handed out, the least first; the last where nothing is asked for."""


class Receipt(TypedDict):
    """What was judged, by which law, when and with what. ``lawAsAt`` is null where no one day's law was applied."""

    inputHash: str
    corpusVersion: str
    corpusHash: str
    software: str
    lawAsAt: str | None
    assessedAt: str
    hash: NotRequired[str]
    """Set when the answer is sealed."""
    understanding: NotRequired[Literal["then"]]


class Signature(TypedDict):
    """Who gave the answer: a flattened JWS (RFC 7515) over the receipt in canonical form, which is not repeated in it."""

    protected: str
    signature: str


class SetAside(TypedDict):
    """A statement that is no evidence, and why not."""

    statement: str
    reason: str


class NormInShort(TypedDict):
    """What a summary says of the norms that its actions name."""

    title: str
    citation: str
    authority: str
    verification: str


class NormToRead(NormInShort):
    """What is constant of a norm, without addresses and what its findings say anyway."""

    statement: str
    kind: str
    bearer: NotRequired[str]
    theme: NotRequired[str]


class NormWithAddresses(NormToRead):
    """The same with addresses, that of the official text apart, and what its findings leave unsaid."""

    norm: str
    provision: str
    leavesOpen: NotRequired[str]
    """What a norm decided by check asks beyond what the check looks at."""
    why: NotRequired[str]
    """Why no description can show whether it is met."""


class Norm(NormWithAddresses):
    """What is constant of a norm."""

    officialText: str


class Judged(TypedDict):
    """A person's recorded judgement on a norm."""

    conclusion: str
    reason: str
    judgedBy: str
    judgedAt: str


class Departed(TypedDict):
    """A recorded reason for not following a norm."""

    reason: str
    approvedBy: str
    approvedAt: str


class _Found(TypedDict):
    slug: str
    verdict: str
    condition: str
    repairs: NotRequired[list[str]]
    displacedBy: NotRequired[list[str]]
    limitedBy: NotRequired[list[str]]
    dueBy: NotRequired[str]
    eventDay: NotRequired[list[str]]
    declaredAfter: NotRequired[str]
    """The day of the judgment that declared it, where that is later than the day whose law applies."""
    exceptions: NotRequired[str]
    """What the norm does not reach, in words, where it is contradicted or a person decides: its check may not look at all of it."""
    contested: NotRequired[str]
    """What lawyers disagree on, where the norm's meaning or reach is contested and it is not known to be inapplicable."""
    caution: NotRequired[str]
    """How weakly the norm is known, or what may change it, likewise."""
    departure: NotRequired[list[Departed]]
    judgement: NotRequired[list[Judged]]


class FindingToRead(_Found):
    """The verdict of one norm on one deployment, without what was looked at."""

    message: NotRequired[str]
    """Left out where it is the ``because`` of the finding's condition, word for word."""
    next: NotRequired[str]
    """Left out where there is nothing to do."""


class FindingInWords(_Found):
    """The same with its words always there."""

    message: str
    next: str


class Finding(FindingInWords):
    """The verdict of one norm on one deployment, whole.

    ``because`` stands in it where the norm was considered for some events only and its condition does not stand as for the whole.
    """

    evidence: list[Evidence]
    because: NotRequired[Standing]


class Bearing(TypedDict):
    """A norm that gets no verdict and whose condition holds. ``declaredAfter``, ``contested`` and ``caution`` are as in a finding."""

    slug: str
    condition: str
    declaredAfter: NotRequired[str]
    contested: NotRequired[str]
    caution: NotRequired[str]


class InlineFinding(Norm, FindingInWords):
    """A finding with its norm's constants and its condition's entry written in."""

    evidence: list[Evidence]
    because: Standing


class InlineBearing(Norm, Bearing):
    """A norm without a verdict, with its constants and its condition's entry written in."""

    because: Standing


class Ask(TypedDict):
    """What an action has to see to, and the norm that asks for it."""

    text: str
    norm: str


class Action(TypedDict):
    """One thing to do, however many norms turn on it. ``settles`` gives the norms' slugs by verdict; ``bindingForce`` is the strongest."""

    do: str
    kind: str
    who: str
    thing: str
    bindingForce: str
    settles: dict[str, list[str]]
    asks: list[Ask]
    dueBy: NotRequired[str]


class DeploymentSummary(TypedDict):
    """What an answer says first of a deployment. ``matrix`` counts findings by binding force and verdict."""

    id: str
    identifier: str
    record: str
    lawAsAt: str
    summary: dict[str, int]
    matrix: dict[str, dict[str, int]]
    judgements: dict[str, int]
    actions: list[Action]


class DeploymentToRead(DeploymentSummary):
    """The same with findings and the exemptions that reach them, and conditions without their proofs."""

    conditions: dict[str, StandingInShort]
    findings: list[FindingToRead]
    reliedOn: list[Bearing]


class Deployment(DeploymentSummary):
    """All that is found of a deployment."""

    conditions: dict[str, Standing]
    findings: list[Finding]
    reliedOn: list[Bearing]
    alsoBears: list[Bearing]
    outOfReach: list[Bearing]


class InlineDeployment(DeploymentSummary):
    """The same with findings that each stand alone."""

    conditions: dict[str, Standing]
    findings: list[InlineFinding]
    reliedOn: list[InlineBearing]
    alsoBears: list[InlineBearing]
    outOfReach: list[InlineBearing]


class Envelope(TypedDict):
    """What stands before norms and deployments."""

    receipt: Receipt
    signature: NotRequired[Signature]
    """Beside the receipt, whose hash does not cover it; where the operator has a key."""
    setAside: list[SetAside]
    notes: list[str]


class Answer(Envelope):
    """An answer in full, as the house reads it."""

    norms: dict[str, Norm]
    deployments: list[Deployment]


class AnswerToRead(Envelope):
    """``detail=findings``: without proofs, evidence, addresses and what bears on a deployment without a verdict."""

    norms: dict[str, NormToRead]
    deployments: list[DeploymentToRead]


class AnswerSummary(Envelope):
    """``detail=summary``: counts, matrix and actions, with the norms that actions name."""

    norms: dict[str, NormInShort]
    deployments: list[DeploymentSummary]


class InlineAnswer(Envelope):
    """``inline=1``: the full answer for clients that want one object a finding."""

    norms: dict[str, Norm]
    deployments: list[InlineDeployment]
