#+ from: metropolitan
# A system hosted in the United Kingdom and in Ireland, and three transfers, each with its basis, recipient, day, need and account.
DELETE DATA { ex:d1 lfr:statesNone con:none-transfers } ;
DELETE { ex:d1-system lfr:hostingCountry ?country } INSERT { ex:d1-system lfr:hostingCountry "GB" , "IE" } WHERE { ex:d1-system lfr:hostingCountry ?country } ;
INSERT DATA {
  ex:d1 lfr:transfer ex:transfer-approved , ex:transfer-safeguards , ex:transfer-special .
  ex:transfer-approved a lfr:InternationalTransfer ;
    lfr:country "IE" ;
    lfr:recipient "Example Hosting Ltd" ;
    lfr:transferBasis con:transfer-approved ;
    lfr:recipientKind con:recipient-processor ;
    lfr:transferNecessity "The images are matched on the supplier's servers." ;
    lfr:transferredOn "2026-10-14"^^xsd:date ;
    lfr:transferRecord "TR-EX-2026-001" .
  ex:transfer-safeguards a lfr:InternationalTransfer ;
    lfr:country "US" ;
    lfr:recipient "A police force abroad" ;
    lfr:transferBasis con:transfer-appropriate-safeguards ;
    lfr:recipientKind con:recipient-relevant-authority ;
    lfr:transferNecessity "A person wanted there was found." ;
    lfr:transferredOn "2026-10-14"^^xsd:date ;
    lfr:safeguardsKind con:safeguards-own-assessment ;
    lfr:transferRecord "TR-EX-2026-002" ;
    lfr:isCommissionerInformed true .
  ex:transfer-special a lfr:InternationalTransfer ;
    lfr:country "BR" ;
    lfr:recipient "A police force abroad" ;
    lfr:transferBasis con:transfer-special-circumstances ;
    lfr:recipientKind con:recipient-relevant-authority ;
    lfr:transferNecessity "A life was in danger." ;
    lfr:transferredOn "2026-10-14"^^xsd:date ;
    lfr:transferRecord "TR-EX-2026-003"
}
