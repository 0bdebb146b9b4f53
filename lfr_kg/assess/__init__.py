"""How a description is assessed: measures, conditions, checks, verdicts, explanation, receipt. It knows no law; law is data."""
