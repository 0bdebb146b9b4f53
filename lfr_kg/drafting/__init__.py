"""Writing a description without RDF: what can be stated, laid out for people; and a draft of one, to and from statements."""
