#+ from: metropolitan
# The same deployment by Surrey Police.
DELETE { ex:d1 ?as actor:metropolitan-police-service }
INSERT { ex:d1 ?as actor:surrey-police }
WHERE { ex:d1 ?as actor:metropolitan-police-service }
