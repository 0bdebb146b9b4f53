#+ from: metropolitan
# The same deployment by Greater Manchester Police.
DELETE { ex:d1 ?as actor:metropolitan-police-service }
INSERT { ex:d1 ?as actor:greater-manchester-police }
WHERE { ex:d1 ?as actor:metropolitan-police-service }
