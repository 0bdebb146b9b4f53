"""``make bench``: what the product costs, beside what others give, in one run; a table, JSON and pictures in build/bench/.

Each row measures in a process of its own, its works taken turn about, and every figure is a median with its least and greatest.
``python -m tests.bench NAME …`` measures single rows; ``--write`` puts the table and the pictures into docs/.
"""
