#+ from: metropolitan
# The night of 25 October 2026, when the clocks go back at two in the morning: from half past midnight in summer time to half past five
# in winter time, six hours.
DELETE { ?node ?property ?was }
INSERT { ?node ?property ?is }
WHERE {
  VALUES (?node ?property ?is) {
    (ex:d1 lfr:plannedStart "2026-10-25T00:30:00+01:00"^^xsd:dateTime)
    (ex:d1 lfr:plannedEnd "2026-10-25T05:30:00+00:00"^^xsd:dateTime)
    (ex:d1 lfr:actualStart "2026-10-25T00:30:00+01:00"^^xsd:dateTime)
    (ex:d1 lfr:actualEnd "2026-10-25T05:30:00+00:00"^^xsd:dateTime)
    (ex:d1-authorisation lfr:validFrom "2026-10-25T00:00:00+01:00"^^xsd:dateTime)
    (ex:d1-authorisation lfr:validTo "2026-10-25T06:00:00+00:00"^^xsd:dateTime)
    (ex:d1-watchlist lfr:generatedAt "2026-10-24T20:00:00+01:00"^^xsd:dateTime)
    (ex:d1-watchlist lfr:reviewedAt "2026-10-24T21:00:00+01:00"^^xsd:dateTime)
    (ex:d1-watchlist lfr:deletedAt "2026-10-25T06:15:00+00:00"^^xsd:dateTime)
    (ex:d1-watchlist lfr:transferWipedAt "2026-10-25T06:20:00+00:00"^^xsd:dateTime)
    (ex:d1-alert-1 lfr:raisedAt "2026-10-25T01:42:10+01:00"^^xsd:dateTime)
    (ex:d1-alert-1 lfr:adjudicatedAt "2026-10-25T01:42:25+01:00"^^xsd:dateTime)
    (ex:d1-alert-1 lfr:engagedAt "2026-10-25T01:43:05+01:00"^^xsd:dateTime)
    (ex:d1-alert-2 lfr:raisedAt "2026-10-25T04:05:40+00:00"^^xsd:dateTime)
    (ex:d1-alert-2 lfr:adjudicatedAt "2026-10-25T04:06:00+00:00"^^xsd:dateTime)
    (ex:d1-alert-2 lfr:deletedAt "2026-10-25T20:00:00+00:00"^^xsd:dateTime)
    (ex:d1-sign lfr:placedAt "2026-10-25T00:10:00+01:00"^^xsd:dateTime)
    (ex:d1-results lfr:publishedAt "2026-10-27T12:00:00+00:00"^^xsd:dateTime)
    (ex:d1-review lfr:completedAt "2026-10-28T11:00:00+00:00"^^xsd:dateTime)
  }
  ?node ?property ?was
}
