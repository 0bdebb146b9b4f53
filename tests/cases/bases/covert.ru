#+ from: metropolitan
# The same deployment, covert, under an authority for directed surveillance.
DELETE DATA { ex:d1 lfr:conduct con:conduct-overt } ;
INSERT DATA {
  ex:d1 lfr:conduct con:conduct-covert ;
    lfr:covertAuthorisation ex:d1-covert .
  ex:d1-covert a lfr:CovertAuthorisation ;
    dct:identifier "DS-EX-2026-0032" ;
    lfr:rank con:rank-superintendent ;
    lfr:grantedAt "2026-10-12T15:00:00+01:00"^^xsd:dateTime ;
    lfr:isWritten true ;
    lfr:isUrgent false ;
    lfr:necessityGround con:ripa-ground-crime-disorder ;
    lfr:necessityCase "Those sought for the robberies leave when they see police." ;
    lfr:proportionalityCase "One street for six hours; every face that does not match is deleted at once." .
}
