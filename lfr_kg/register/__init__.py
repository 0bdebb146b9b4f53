"""What the public can see: published records of deployments and what forces had published, judged by the law of each day.

The data lie in ``ontology/register/`` (see its README); nothing here names a force, a paper or a rule of law.
"""
