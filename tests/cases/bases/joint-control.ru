#+ from: metropolitan
# Two forces in joint control under an arrangement.
INSERT DATA {
  ex:d1 lfr:controller actor:city-of-london-police ;
    lfr:document ex:arrangement .
  ex:arrangement a lfr:JointControllerArrangement ;
    dct:title "Arrangement between the two forces" ;
    foaf:page <https://deployments.example/papers/arrangement> ;
    dct:issued "2026-09-01"^^xsd:date
}
