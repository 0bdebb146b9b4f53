#+ from: metropolitan
# A watchlist of which a hundred images came from a shop, with approval and an assessment of the risk to the source.
DELETE { ex:d1-images-2 lfr:count ?police . ex:d1-watchlist lfr:countNonPoliceImages ?outside }
INSERT {
  ex:d1-images-2 lfr:count 500 .
  ex:d1-watchlist lfr:countNonPoliceImages 100 ;
    lfr:imageGroup ex:d1-images-3 ;
    lfr:thirdPartyApproval "Each image approved by the authorising officer, 13 October 2026." ;
    lfr:sourceRiskAssessment "SRC-EX-2026-014" .
  ex:d1-images-3 a lfr:ImageGroup ;
    lfr:imageSource con:source-third-party ;
    lfr:count 100 ;
    lfr:imagePower con:power-common-law
}
WHERE { ex:d1-images-2 lfr:count ?police . ex:d1-watchlist lfr:countNonPoliceImages ?outside }
