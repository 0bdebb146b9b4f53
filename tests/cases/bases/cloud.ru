#+ from: metropolitan
# The system is hosted in a public cloud, at a site assured for policing.
DELETE DATA { ex:d1-system lfr:isCloudHosted false } ;
INSERT DATA { ex:d1-system lfr:isCloudHosted true ; lfr:facilityAssuredOn "2026-03-16"^^xsd:date }
