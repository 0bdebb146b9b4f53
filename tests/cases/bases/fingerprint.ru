#+ from: metropolitan
# Fingerprints taken in the street after the alert on which someone was approached.
INSERT DATA {
  ex:d1-alert-1 lfr:powerUse ex:d1-power-3 .
  ex:d1-power-3 a lfr:PowerUse ;
    lfr:powerKind con:power-used-fingerprint ;
    lfr:statutoryPower "Police and Criminal Evidence Act 1984, s 61(6A)" ;
    lfr:groundsKind con:grounds-suspicion ;
    lfr:powerGrounds "Named as a suspect for robbery; gave a name that no record bears." ;
    lfr:isConsented false ;
    lfr:usedAt "2026-10-14T11:45:10+01:00"^^xsd:dateTime ;
    lfr:isToldReason true ;
    lfr:recordMadeAt "2026-10-14T12:10:00+01:00"^^xsd:dateTime .
}
