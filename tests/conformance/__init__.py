"""The W3C suites, run against the service over HTTP and against the SHACL engine: ``make conformance``, explained in docs/conformance.md."""
