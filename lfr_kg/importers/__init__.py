"""Published registers of deployments, turned into descriptions. What a record does not state stays unstated."""
