#+ from: metropolitan
# Two data breaches, three requests and one complaint, each handled in time.
DELETE DATA { ex:d1 lfr:statesNone con:none-data-breaches , con:none-rights-requests , con:none-complaints , con:none-restrictions } ;
INSERT DATA {
  ex:d1 lfr:dataBreach ex:breach-1 , ex:breach-2 ;
    lfr:rightsRequest ex:request-access , ex:request-rectification , ex:request-erasure ;
    lfr:complaint ex:complaint .
  ex:breach-1 a lfr:PersonalDataBreach ;
    lfr:awareAt "2026-10-15T09:00:00+01:00"^^xsd:dateTime ;
    lfr:commissionerNotifiedAt "2026-10-17T09:00:00+01:00"^^xsd:dateTime ;
    lfr:subjectsToldAt "2026-10-16T09:00:00+01:00"^^xsd:dateTime ;
    lfr:isRiskLikely true ;
    lfr:isHighRisk true ;
    lfr:breachRecord "BR-EX-2026-0007" .
  ex:breach-2 a lfr:PersonalDataBreach ;
    lfr:awareAt "2026-10-15T11:00:00+01:00"^^xsd:dateTime ;
    lfr:isRiskLikely false ;
    lfr:isHighRisk false ;
    lfr:breachRecord "BR-EX-2026-0008" .
  ex:request-access a lfr:RightsRequest ;
    lfr:requestKind con:request-access ;
    lfr:receivedOn "2026-10-15"^^xsd:date ;
    lfr:answeredOn "2026-10-30"^^xsd:date ;
    lfr:outcome con:outcome-granted .
  ex:request-rectification a lfr:RightsRequest ;
    lfr:requestKind con:request-rectification ;
    lfr:receivedOn "2026-10-16"^^xsd:date ;
    lfr:answeredOn "2026-10-29"^^xsd:date ;
    lfr:outcome con:outcome-granted .
  ex:request-erasure a lfr:RightsRequest ;
    lfr:requestKind con:request-erasure ;
    lfr:receivedOn "2026-10-16"^^xsd:date ;
    lfr:answeredOn "2026-10-29"^^xsd:date ;
    lfr:outcome con:outcome-refused ;
    lfr:restrictionGround con:restriction-investigation ;
    lfr:restrictionReason "Kept as evidence in a criminal investigation." .
  ex:complaint a lfr:Complaint ;
    lfr:complaintKind con:complaint-data ;
    lfr:receivedOn "2026-10-16"^^xsd:date ;
    lfr:acknowledgedOn "2026-10-20"^^xsd:date ;
    lfr:outcomeOn "2026-11-10"^^xsd:date
}
