#+ from: metropolitan
# The same deployment by South Wales Police, with the data of every alert deleted the next morning.
DELETE { ex:d1 ?as actor:metropolitan-police-service }
INSERT { ex:d1 ?as actor:south-wales-police }
WHERE { ex:d1 ?as actor:metropolitan-police-service } ;
DELETE { ?alert lfr:retentionReason ?reason ; lfr:retentionGround ?ground }
INSERT { ?alert lfr:deletedAt "2026-10-15T09:30:00+01:00"^^xsd:dateTime }
WHERE { ?alert lfr:retentionReason ?reason ; lfr:retentionGround ?ground }
