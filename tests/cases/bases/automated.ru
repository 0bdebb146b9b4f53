#+ from: metropolitan
# A system that decides by automation alone, though a person assesses each alert.
DELETE { ex:d1-system lfr:isSolelyAutomated false }
INSERT { ex:d1-system lfr:isSolelyAutomated true }
WHERE { ex:d1-system lfr:isSolelyAutomated false }
