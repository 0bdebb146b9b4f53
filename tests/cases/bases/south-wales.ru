#+ from: metropolitan
# The same deployment by South Wales Police.
DELETE { ex:d1 ?as actor:metropolitan-police-service }
INSERT { ex:d1 ?as actor:south-wales-police }
WHERE { ex:d1 ?as actor:metropolitan-police-service }
