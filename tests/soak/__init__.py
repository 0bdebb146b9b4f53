"""A real server under what many people, programs and attackers send it at once, and what becomes of it when its processes end."""
