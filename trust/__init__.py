"""Proof that the auditor can be trusted: faults are noticed, formats agree, runs repeat.

    python -m trust.mutation       one fault at a time put into clean reports: is it noticed?
    python -m trust.parity         the same report in every format: are the findings the same?
    python -m trust.determinism    the same input again: are the bytes the same?

None of it is part of the package that is installed.
"""
