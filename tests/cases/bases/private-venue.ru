#+ from: metropolitan
# The same deployment by a private venue, which is not a competent authority and so under the UK GDPR.
DELETE { ex:d1 ?as actor:metropolitan-police-service }
INSERT { ex:d1 ?as actor:private-venue }
WHERE { ex:d1 ?as actor:metropolitan-police-service }
