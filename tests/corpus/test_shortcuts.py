"""What the build states so that no question walks a path of any length for it: in an example, and of the whole knowledge."""

import pytest

from lfr_kg.base.model import facts_of
from lfr_kg.base.namespaces import iri
from lfr_kg.corpus.shortcuts import shortcuts
from tests import knowledge_files as knowledge

LAW = """
law:lamps-act a lfr:Source . law:lamps-act_part-1 lfr:partOf law:lamps-act . law:lamps-act_section-2 lfr:partOf law:lamps-act_part-1 .
law:code a lfr:Source . law:code_whole lfr:partOf law:code .
norm:lamps-lit a lfr:RegisterEntry ; lfr:statedBy law:lamps-act_section-2 , law:code_whole .
norm:not-one lfr:statedBy law:code_whole .
shape:lamps lfr:checks norm:lamps-lit ; sh:property shape:lamps.lit .
shape:lamps.lit sh:path measure:litToStart ;
    sh:or ( shape:a [ sh:qualifiedValueShape [ sh:property shape:b ] ] ) .
shape:a sh:path [ sh:alternativePath ( lfr:x lfr:y ) ] . shape:b sh:path lfr:number .
measure:litToStart lfr:computedFrom measure:start . measure:start lfr:computedFrom lfr:actualStart .
shape:other sh:property shape:c . shape:c sh:path lfr:number .
"""
FOLLOWS = """
norm:lamps-lit lfr:fromSource law:lamps-act , law:code ; lfr:listedUnder law:code_whole ;
    lfr:checkedOn measure:litToStart , measure:start , lfr:actualStart , lfr:number .
shape:lamps lfr:encloses shape:lamps.lit , shape:a , shape:b ; lfr:looksAt measure:litToStart , lfr:number .
"""
INSIDE = "(sh:property|sh:qualifiedValueShape|sh:or|rdf:rest|rdf:first)+"
PATHS = {
    "lfr:fromSource": "?one a lfr:RegisterEntry ; lfr:statedBy/lfr:partOf+ ?other . ?other a lfr:Source",
    "lfr:encloses": f"?one lfr:checks ?norm ; {INSIDE} ?other . ?other sh:path ?path",
    "lfr:looksAt": f"?one lfr:checks ?norm ; {INSIDE}/sh:path ?other . FILTER(isIRI(?other))",
    "lfr:checkedOn": f"?shape lfr:checks ?one ; {INSIDE}/sh:path/lfr:computedFrom* ?other . FILTER(isIRI(?other))",
}


def test_what_follows_from_an_act_and_a_check():
    assert set(shortcuts(facts_of(knowledge.parse(LAW)))) == set(facts_of(knowledge.parse(FOLLOWS)))


@pytest.mark.parametrize("name", PATHS)
def test_a_shortcut_leads_where_the_path_leads(name):
    taken, walked = (set(knowledge.rows(f"SELECT DISTINCT ?one ?other WHERE {{ {by} }}")) for by in (f"?one {name} ?other", PATHS[name]))
    assert taken == walked
    assert len(taken) > 500


def test_an_entry_is_listed_under_the_first_provision_that_states_it():
    by = "?entry a lfr:RegisterEntry ; lfr:statedBy ?provision"
    assert set(knowledge.rows("SELECT ?entry ?first WHERE { ?entry lfr:listedUnder ?first }")) == set(
        knowledge.rows(f"SELECT ?entry (MIN(?provision) AS ?first) WHERE {{ {by} }} GROUP BY ?entry")
    )


def test_no_file_states_what_the_build_does():
    names = {iri(name) for name in (*PATHS, "lfr:listedUnder")}
    assert not [quad for quad in knowledge.corpus().quads if quad.predicate in names]
