#+ from: metropolitan
# Fifty-four hours, from ten in the morning of 14 October 2026 to four in the afternoon of 16 October, with a watchlist for each day.
DELETE { ?node ?property ?was }
INSERT { ?node ?property ?is }
WHERE {
  VALUES (?node ?property ?is) {
    (ex:d1 lfr:plannedEnd "2026-10-16T16:00:00+01:00"^^xsd:dateTime)
    (ex:d1 lfr:actualEnd "2026-10-16T16:00:00+01:00"^^xsd:dateTime)
    (ex:d1-authorisation lfr:validTo "2026-10-16T17:00:00+01:00"^^xsd:dateTime)
    (ex:d1-watchlist lfr:deletedAt "2026-10-16T16:45:00+01:00"^^xsd:dateTime)
    (ex:d1-watchlist lfr:transferWipedAt "2026-10-16T16:50:00+01:00"^^xsd:dateTime)
    (ex:d1-alert-1 lfr:deletedAt "2026-10-17T09:30:00+01:00"^^xsd:dateTime)
    (ex:d1-alert-2 lfr:deletedAt "2026-10-17T09:30:00+01:00"^^xsd:dateTime)
    (ex:d1-results lfr:publishedAt "2026-10-19T12:00:00+01:00"^^xsd:dateTime)
  }
  ?node ?property ?was
} ;
INSERT {
  ex:d1 lfr:watchlist ?list .
  ?list ?property ?value ;
    lfr:generatedAt ?generated ;
    lfr:reviewedAt ?reviewed
}
WHERE {
  VALUES (?list ?generated ?reviewed) {
    (ex:d1-watchlist-2 "2026-10-15T07:00:00+01:00"^^xsd:dateTime "2026-10-15T08:30:00+01:00"^^xsd:dateTime)
    (ex:d1-watchlist-3 "2026-10-16T07:00:00+01:00"^^xsd:dateTime "2026-10-16T08:30:00+01:00"^^xsd:dateTime)
  }
  ex:d1-watchlist ?property ?value
  FILTER(?property NOT IN (lfr:generatedAt, lfr:reviewedAt))
}
