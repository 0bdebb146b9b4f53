"""A force's own register: an append-only folder of assessed descriptions, each entry chained to the one before it by hash.

Nothing of it is part of the knowledge: it is in no graph, no query and no search. What is in it is read with it, from its folder.
"""
