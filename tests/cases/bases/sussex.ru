#+ from: metropolitan
# The same deployment by Sussex Police.
DELETE { ex:d1 ?as actor:metropolitan-police-service }
INSERT { ex:d1 ?as actor:sussex-police }
WHERE { ex:d1 ?as actor:metropolitan-police-service }
