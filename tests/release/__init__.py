"""The release: what is built, and how it runs where a container or systemd holds it."""
