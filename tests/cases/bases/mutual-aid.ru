#+ from: metropolitan
# The equipment of another force, lent under an agreement.
DELETE { ex:d1 lfr:equipmentForce ?own }
INSERT {
  ex:d1 lfr:equipmentForce actor:south-wales-police ;
    lfr:document ex:mutual-aid .
  ex:mutual-aid a lfr:MutualAidAgreement ;
    dct:title "Agreement on mutual aid between the two forces" ;
    dct:issued "2026-09-01"^^xsd:date ;
    foaf:page <https://deployments.example/papers/mutual-aid>
}
WHERE { ex:d1 lfr:equipmentForce ?own }
