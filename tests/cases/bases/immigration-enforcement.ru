#+ from: metropolitan
# The same deployment by Home Office Immigration Enforcement, at the threshold just above 0.64 that its procedure asks for.
DELETE { ex:d1 ?as actor:metropolitan-police-service }
INSERT { ex:d1 ?as actor:home-office-immigration-enforcement }
WHERE { ex:d1 ?as actor:metropolitan-police-service } ;
DELETE { ?node lfr:threshold 0.64 }
INSERT { ?node lfr:threshold 0.65 }
WHERE { ?node lfr:threshold 0.64 } ;
# What is asked of departments: the site, and the purchase.
INSERT DATA {
  ex:d1-place lfr:isGovernmentSecuritySite false .
  ex:d1-procurement lfr:modernSlaveryAssessment "MSA-EX-2025-003" ;
    lfr:sectorLeadEngagedOn "2025-04-14"^^xsd:date .
}
