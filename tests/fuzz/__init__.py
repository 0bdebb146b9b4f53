"""Descriptions changed by chance, and a second, naive reader that says whether a change altered the evidence."""
