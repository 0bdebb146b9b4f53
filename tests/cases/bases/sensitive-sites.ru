#+ from: metropolitan
# Two sites near the place where people expect more privacy, with what was done to lessen the effect on each.
DELETE DATA { ex:d1 lfr:statesNone con:none-sensitive-sites } ;
INSERT DATA {
  ex:d1-place lfr:sensitiveSite ex:clinic , ex:chapel .
  ex:clinic a lfr:SensitiveSite ;
    dct:title "Clinic" ;
    lfr:mitigation "The cameras face away from its door." .
  ex:chapel a lfr:SensitiveSite ;
    dct:title "Chapel" ;
    lfr:mitigation "No deployment during services."
}
