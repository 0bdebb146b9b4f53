#+ from: metropolitan
# A mosque by the place, with what protects those who attend, and Article 9 among the rights considered.
DELETE DATA { ex:d1 lfr:statesNone con:none-sensitive-sites } ;
INSERT DATA {
  ex:d1-place lfr:sensitiveSite ex:mosque .
  ex:mosque a lfr:SensitiveSite ;
    dct:title "Mosque" ;
    lfr:siteKind con:site-worship ;
    lfr:mitigation "The cameras face away from its door and are off during prayers." .
  ex:d1-authorisation lfr:rightConsidered con:right-article-9 .
}
