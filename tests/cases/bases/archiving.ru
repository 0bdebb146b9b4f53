#+ from: metropolitan
# Archiving, research and statistics is the only Schedule 8 condition relied on, and nobody was approached.
DELETE { ex:d1-authorisation lfr:schedule8Condition ?condition }
INSERT { ex:d1-authorisation lfr:schedule8Condition con:sch8-archiving }
WHERE { ex:d1-authorisation lfr:schedule8Condition ?condition } ;
DELETE WHERE { ex:d1 lfr:alert ex:d1-alert-1 . ex:d1-alert-1 ?property ?value } ;
DELETE DATA { ex:d1-results lfr:alerts 2 ; lfr:trueAlerts 1 ; lfr:engagements 1 ; lfr:arrests 1 } ;
INSERT DATA { ex:d1-results lfr:alerts 1 ; lfr:trueAlerts 0 ; lfr:engagements 0 ; lfr:arrests 0 }
