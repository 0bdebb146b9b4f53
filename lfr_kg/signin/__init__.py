"""Who somebody is, as an OpenID provider says."""
