#+ from: metropolitan
# A watchlist with twelve people under 18 and eight who are vulnerable, each justified.
DELETE { ex:d1-watchlist lfr:countUnder18 ?children ; lfr:countVulnerable ?vulnerable }
INSERT {
  ex:d1-watchlist lfr:countUnder18 12 ;
    lfr:childJustification "Suspects for wounding aged 16 and 17 whom no other means has found." ;
    lfr:countVulnerable 8 ;
    lfr:vulnerabilityPlan "An officer trained for it approaches; an appropriate adult is on call."
}
WHERE { ex:d1-watchlist lfr:countUnder18 ?children ; lfr:countVulnerable ?vulnerable }
