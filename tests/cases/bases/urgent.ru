#+ from: metropolitan
# An urgent authority given by an inspector half an hour before the start, written up and reviewed by a superintendent afterwards.
DELETE { ex:d1-authorisation lfr:isUrgent false ; lfr:rank ?rank ; lfr:grantedAt ?granted ; lfr:recordedAt ?recorded }
INSERT {
  ex:d1-authorisation lfr:isUrgent true ;
    lfr:rank con:rank-inspector ;
    lfr:grantedAt "2026-10-14T09:30:00+01:00"^^xsd:dateTime ;
    lfr:recordedAt "2026-10-14T11:00:00+01:00"^^xsd:dateTime ;
    lfr:urgencyReason "A threat to life reported at nine that morning." ;
    lfr:reviewerRank con:rank-superintendent ;
    lfr:reviewedAt "2026-10-14T10:40:00+01:00"^^xsd:dateTime
}
WHERE { ex:d1-authorisation lfr:rank ?rank ; lfr:grantedAt ?granted ; lfr:recordedAt ?recorded }
