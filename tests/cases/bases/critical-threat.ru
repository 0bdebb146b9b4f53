#+ from: metropolitan
# A critical threat, because of which the notice went up, with authority of which a record was kept, only when the deployment had begun.
DELETE { ex:d1-notice lfr:publishedAt ?was }
INSERT {
  ex:d1-notice lfr:publishedAt "2026-10-14T10:30:00+01:00"^^xsd:dateTime ;
    lfr:exceptionReason con:exception-critical-threat ;
    lfr:isExceptionAuthorised true .
  ex:d1 lfr:departure ex:d1-no-notice .
  ex:d1-no-notice a lfr:Departure ;
    lfr:departsFrom norm:app-prior-notice ;
    lfr:reason "The threat level was raised to critical at eight that morning, which left no time for a notice." ;
    lfr:approvedBy "Superintendent, the authorising officer" ;
    lfr:approvedAt "2026-10-14T09:10:00+01:00"^^xsd:dateTime
}
WHERE { ex:d1-notice lfr:publishedAt ?was }
