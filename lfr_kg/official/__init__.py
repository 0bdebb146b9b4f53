"""What the two official services publish, legislation.gov.uk and Find Case Law: asked for politely, and read safely."""
