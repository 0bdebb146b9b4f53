#+ from: metropolitan
# A second system like the first, of the same version and with the same independent test.
INSERT { ex:d1 lfr:system ex:d1-system-2 . ex:d1-system-2 ?property ?value }
WHERE { ex:d1-system ?property ?value }
