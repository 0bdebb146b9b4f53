"""The official words of the provisions that norms rest on, as an operator's folder holds them: filled from the two official services, shown
beside what we say of the law, and compared with what was there when it was verified.

No answer reads it: a receipt, and every byte that it seals, is the same with the folder and without.
"""
