#+ from: metropolitan
# The same deployment by Thames Valley Police.
DELETE { ex:d1 ?as actor:metropolitan-police-service }
INSERT { ex:d1 ?as actor:thames-valley-police }
WHERE { ex:d1 ?as actor:metropolitan-police-service }
