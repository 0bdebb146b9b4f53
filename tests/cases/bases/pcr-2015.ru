#+ from: metropolitan
# A procurement under the Regulations of 2015, begun and signed before the Act of 2023 took over.
DELETE { ex:d1-procurement ?property ?value }
INSERT {
  ex:d1-procurement lfr:regime con:regime-pcr-2015 ;
    lfr:procurementStartedOn "2024-04-08"^^xsd:date ;
    lfr:exclusionCheckedOn "2024-09-09"^^xsd:date ;
    lfr:debarmentCheckedOn "2024-09-09"^^xsd:date ;
    lfr:contractSignedOn "2024-09-23"^^xsd:date
}
WHERE {
  ex:d1-procurement ?property ?value
  FILTER(?property IN (lfr:regime, lfr:procurementStartedOn, lfr:exclusionCheckedOn, lfr:debarmentCheckedOn, lfr:contractSignedOn))
}
