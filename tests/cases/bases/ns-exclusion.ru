#+ from: metropolitan
# The procurement excluded a supplier on national security, and a Minister agreed.
DELETE DATA { ex:d1-procurement lfr:isExcludedOnNationalSecurity false } ;
INSERT DATA { ex:d1-procurement lfr:isExcludedOnNationalSecurity true ; lfr:exclusionKind con:exclusion-discretionary-national-security ;
  lfr:ministerAgreement "MIN-EX-2025-02" }
