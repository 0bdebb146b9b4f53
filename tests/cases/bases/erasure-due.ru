#+ from: metropolitan
# An appropriate policy document that does not explain retention, which brings the duty to erase to life.
DELETE { ex:d1-apd lfr:explainsRetention true }
INSERT { ex:d1-apd lfr:explainsRetention false }
WHERE { ex:d1-apd lfr:explainsRetention true }
