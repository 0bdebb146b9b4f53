#+ from: metropolitan
# A processor under a contract with every clause.
DELETE DATA { ex:d1 lfr:statesNone con:none-processors } ;
DELETE WHERE { ex:d1 lfr:document ex:d1-contract . ex:d1-contract ?property ?value } ;
INSERT DATA {
  ex:d1 lfr:processor "Example Vision Ltd" ;
    lfr:document ex:contract .
  ex:contract a lfr:ProcessorContract ;
    dct:title "Contract with the processor" ;
    foaf:page <https://deployments.example/papers/contract> ;
    dct:issued "2026-01-12"^^xsd:date ;
    lfr:clause con:clause-instructions , con:clause-confidentiality , con:clause-rights-assistance ,
      con:clause-deletion-or-return , con:clause-audit , con:clause-subprocessors
}
