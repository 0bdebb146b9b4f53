#+ from: incidents
# The same deployment, with its incidents, on 24 January 2026, before the law on requests and on decisions by machine changed: every day and
# time is 263 days earlier, and the papers are as much older.
DELETE { ?node ?property ?was }
INSERT { ?node ?property ?is }
WHERE {
  ?node ?property ?was
  FILTER(DATATYPE(?was) IN (xsd:date, xsd:dateTime))
  BIND(?was - "P263D"^^xsd:dayTimeDuration AS ?is)
}
