#+ from: metropolitan
# A stop and search after the alert on which someone was approached.
INSERT DATA {
  ex:d1-alert-1 lfr:powerUse ex:d1-power-2 .
  ex:d1-power-2 a lfr:PowerUse ;
    lfr:powerKind con:power-used-stop-and-search ;
    lfr:statutoryPower "Police and Criminal Evidence Act 1984, s 1" ;
    lfr:groundsKind con:grounds-suspicion ;
    lfr:powerGrounds "Seen to pass a knife into a coat pocket on coming out of the station." ;
    lfr:usedAt "2026-10-14T11:44:30+01:00"^^xsd:dateTime ;
    lfr:isToldReason true ;
    lfr:heldFor "PT4M"^^xsd:dayTimeDuration ;
    lfr:recordMadeAt "2026-10-14T12:05:00+01:00"^^xsd:dateTime .
}
