#+ from: metropolitan
# A critical threat, because of which the notice went up, with authority, only when the deployment had begun.
DELETE { ex:d1-notice lfr:publishedAt ?was }
INSERT {
  ex:d1-notice lfr:publishedAt "2026-10-14T10:30:00+01:00"^^xsd:dateTime ;
    lfr:exceptionReason con:exception-critical-threat ;
    lfr:isExceptionAuthorised true
}
WHERE { ex:d1-notice lfr:publishedAt ?was }
