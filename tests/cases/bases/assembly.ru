#+ from: metropolitan
# An assembly near the place.
DELETE { ex:d1-place lfr:assemblyNearby false }
INSERT { ex:d1-place lfr:assemblyNearby true }
WHERE { ex:d1-place lfr:assemblyNearby false }
