"""The tables that the register was drawn from, where they lie beside the checkout, compared with the graph row by row.

Every difference is listed with its reason. Nothing of the product reads the tables.
"""
