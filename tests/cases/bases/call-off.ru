#+ from: metropolitan
# The system was bought by call-off under a framework.
DELETE DATA { ex:d1-procurement lfr:isFrameworkCallOff false ; lfr:awardRoute con:route-open } ;
INSERT DATA { ex:d1-procurement lfr:isFrameworkCallOff true ; lfr:awardRoute con:route-framework }
