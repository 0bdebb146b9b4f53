"""Check the knowledge and write its store."""

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from lfr_kg.base.settings import Settings

if TYPE_CHECKING:
    import pyoxigraph as ox

    from lfr_kg.commands.options import Commands
    from lfr_kg.knowledge import KnowledgeBase


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    parser = commands.add_parser("build", help="check the knowledge and write its store")
    parser.add_argument("--register", action="store_true", help="judge the published records too, those that changed")
    parser.add_argument("--reference", action="store_true", help="derive it a second time with owlrl and compare")
    parser.add_argument(
        "--store",
        metavar="URL",
        help="publish it to this SPARQL endpoint; LFR_KG_STORE_UPDATE or LFR_KG_STORE_GRAPHS says where it takes data",
    )
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Check the knowledge and write its store; with ``--register``, judge the published records; with ``--reference``, compare with
    owlrl; with ``--store``, publish it."""
    from lfr_kg.knowledge import KnowledgeBase
    from lfr_kg.stores.remote import is_address

    settings = Settings.from_environment()
    local = replace(settings, store="") if is_address(settings.store) else settings
    knowledge = KnowledgeBase.open(local)
    if options.register:
        knowledge = _with_register(local)
    counts = ", ".join(f"{number} {name}" for name, number in knowledge.counts.items())
    print(f"Knowledge {knowledge.version}, {knowledge.hash[:12]}: {counts}.\nIt lies in {knowledge.folder}.")
    if options.store:
        _publish(knowledge, replace(settings, store=options.store))
    if options.reference:
        from lfr_kg.corpus.reference import compare_with_owlrl

        differences = compare_with_owlrl(knowledge.corpus)
        print("\n".join(differences) or "owlrl derives the same from vocabulary, conditions and actors.")
        return 1 if differences else 0
    return 0


def _with_register(settings: Settings) -> "KnowledgeBase":
    """The knowledge with what is found of the published records in its store."""
    from lfr_kg.batch.register import judge_register
    from lfr_kg.knowledge import KnowledgeBase

    _, counts = judge_register(settings)
    print(f"Published records: {counts['judged']} judged, {counts['kept']} unchanged since, {counts['undated']} without a day not judged.")
    return KnowledgeBase.open(settings)


def _publish(knowledge: "KnowledgeBase", settings: Settings) -> None:
    from lfr_kg.stores.publish import Target, publish
    from lfr_kg.stores.remote import Access

    target = Target(settings.store, settings.store_update, settings.store_graphs, Access.of(settings))
    own = cast("ox.Store", knowledge.store)  # what is published was opened beside the knowledge
    sizes = publish(own, knowledge.hash, knowledge.version, target)
    print(f"Published {sum(sizes.values())} statements in {len(sizes)} graphs. To query it there: LFR_KG_STORE={settings.store}")
