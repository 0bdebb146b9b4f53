#+ from: metropolitan
# Fifty-four hours, from ten in the morning of 14 October 2026 to four in the afternoon of 16 October, with a watchlist for each day, made in the
# morning, used from ten to six (to four on the last day) and deleted that evening.
DELETE { ?node ?property ?was }
INSERT { ?node ?property ?is }
WHERE {
  VALUES (?node ?property ?is) {
    (ex:d1 lfr:plannedEnd "2026-10-16T16:00:00+01:00"^^xsd:dateTime)
    (ex:d1 lfr:actualEnd "2026-10-16T16:00:00+01:00"^^xsd:dateTime)
    (ex:d1-authorisation lfr:validTo "2026-10-16T17:00:00+01:00"^^xsd:dateTime)
    (ex:d1-watchlist lfr:deletedAt "2026-10-14T18:45:00+01:00"^^xsd:dateTime)
    (ex:d1-watchlist lfr:transferWipedAt "2026-10-14T18:50:00+01:00"^^xsd:dateTime)
    (ex:d1-alert-2 lfr:deletedAt "2026-10-17T09:30:00+01:00"^^xsd:dateTime)
    (ex:d1-results lfr:publishedAt "2026-10-19T12:00:00+01:00"^^xsd:dateTime)
  }
  ?node ?property ?was
} ;
INSERT {
  ex:d1 lfr:watchlist ?list .
  ?list ?property ?value ;
    lfr:generatedAt ?generated ;
    lfr:reviewedAt ?reviewed ;
    lfr:deletedAt ?deleted ;
    lfr:transferWipedAt ?deleted
}
WHERE {
  VALUES (?list ?generated ?reviewed ?deleted) {
    (ex:d1-watchlist-2 "2026-10-15T07:00:00+01:00"^^xsd:dateTime "2026-10-15T08:30:00+01:00"^^xsd:dateTime "2026-10-15T18:45:00+01:00"^^xsd:dateTime)
    (ex:d1-watchlist-3 "2026-10-16T07:00:00+01:00"^^xsd:dateTime "2026-10-16T08:30:00+01:00"^^xsd:dateTime "2026-10-16T16:45:00+01:00"^^xsd:dateTime)
  }
  ex:d1-watchlist ?property ?value
  FILTER(?property NOT IN (lfr:generatedAt, lfr:reviewedAt, lfr:deletedAt, lfr:transferWipedAt))
} ;
INSERT DATA {
  ex:d1-watchlist lfr:usedFrom "2026-10-14T10:00:00+01:00"^^xsd:dateTime ; lfr:usedUntil "2026-10-14T18:00:00+01:00"^^xsd:dateTime .
  ex:d1-watchlist-2 lfr:usedFrom "2026-10-15T10:00:00+01:00"^^xsd:dateTime ; lfr:usedUntil "2026-10-15T18:00:00+01:00"^^xsd:dateTime .
  ex:d1-watchlist-3 lfr:usedFrom "2026-10-16T10:00:00+01:00"^^xsd:dateTime ; lfr:usedUntil "2026-10-16T16:00:00+01:00"^^xsd:dateTime .
}
