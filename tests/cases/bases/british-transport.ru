#+ from: metropolitan
# The same deployment by British Transport Police.
DELETE { ex:d1 ?as actor:metropolitan-police-service }
INSERT { ex:d1 ?as actor:british-transport-police }
WHERE { ex:d1 ?as actor:metropolitan-police-service }
