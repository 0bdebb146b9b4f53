#+ from: metropolitan
# The system was bought in the summer of 2026, and the purchase has a sensitivity that the guidance names.
DELETE { ex:d1-procurement ?property ?value }
INSERT {
  ex:d1-procurement lfr:procurementStartedOn "2026-07-06"^^xsd:date ;
    lfr:exclusionCheckedOn "2026-08-17"^^xsd:date ;
    lfr:debarmentCheckedOn "2026-08-17"^^xsd:date ;
    lfr:contractSignedOn "2026-09-07"^^xsd:date
}
WHERE {
  ex:d1-procurement ?property ?value
  FILTER(?property IN (lfr:procurementStartedOn, lfr:exclusionCheckedOn, lfr:debarmentCheckedOn, lfr:contractSignedOn))
} ;
DELETE DATA { ex:d1-procurement lfr:hasListedSensitivity false } ;
INSERT DATA { ex:d1-procurement lfr:hasListedSensitivity true }
