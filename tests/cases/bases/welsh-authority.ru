#+ from: metropolitan
# The same deployment by a devolved Welsh authority, which is not a police force.
DELETE { ex:d1 ?as actor:metropolitan-police-service }
INSERT { ex:d1 ?as actor:welsh-ministers }
WHERE { ex:d1 ?as actor:metropolitan-police-service }
