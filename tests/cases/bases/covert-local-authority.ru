#+ from: covert
# A covert deployment by a local authority, with a magistrate's approval.
DELETE { ex:d1 ?as actor:metropolitan-police-service }
INSERT { ex:d1 ?as actor:local-authority }
WHERE { ex:d1 ?as actor:metropolitan-police-service } ;
INSERT DATA { ex:d1-covert lfr:judicialApprovalOn "2026-10-13"^^xsd:date }
