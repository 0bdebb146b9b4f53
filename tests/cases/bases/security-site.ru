#+ from: immigration-enforcement
# A department at a site of government that is sensitive for security.
DELETE DATA { ex:d1-place lfr:isGovernmentSecuritySite false } ;
INSERT DATA { ex:d1-place lfr:isGovernmentSecuritySite true }
