#+ from: metropolitan
# The system was bought by call-off under a framework.
DELETE DATA { ex:d1-procurement lfr:isFrameworkCallOff false } ;
INSERT DATA { ex:d1-procurement lfr:isFrameworkCallOff true }
