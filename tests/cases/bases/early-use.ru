#+ from: metropolitan
# The same deployment in January 2025, before the Act of 2023 took over; the purchase began in April 2025.
DELETE { ex:d1 ?property ?time }
INSERT {
  ex:d1 lfr:plannedStart "2025-01-14T10:00:00+00:00"^^xsd:dateTime ;
    lfr:plannedEnd "2025-01-14T16:00:00+00:00"^^xsd:dateTime ;
    lfr:actualStart "2025-01-14T10:00:00+00:00"^^xsd:dateTime ;
    lfr:actualEnd "2025-01-14T16:00:00+00:00"^^xsd:dateTime
}
WHERE {
  ex:d1 ?property ?time
  FILTER(?property IN (lfr:plannedStart, lfr:plannedEnd, lfr:actualStart, lfr:actualEnd))
}
