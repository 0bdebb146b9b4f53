#+ from: metropolitan
# The same deployment by Essex Police.
DELETE { ex:d1 ?as actor:metropolitan-police-service }
INSERT { ex:d1 ?as actor:essex-police }
WHERE { ex:d1 ?as actor:metropolitan-police-service }
