"""The W3C suites, run against the service over HTTP and against the SHACL engine.

``make conformance`` runs them; docs/conformance.md explains them.
"""
