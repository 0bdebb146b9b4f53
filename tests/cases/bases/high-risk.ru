#+ from: metropolitan
# An impact assessment that leaves high risk, on which the Commissioner was consulted.
DELETE { ex:d1-dpia lfr:residualRisk ?risk }
INSERT { ex:d1-dpia lfr:residualRisk con:risk-high ; lfr:commissionerConsultedOn "2026-04-01"^^xsd:date }
WHERE { ex:d1-dpia lfr:residualRisk ?risk }
