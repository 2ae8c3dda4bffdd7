"""How much of a report the extraction reads, field by field, against what is known to be printed there.

    python -m accuracy             one table per group: seed reports, forms of other provinces, values
    python -m accuracy --verbose   and every field that was missed, altered or invented
    python -m accuracy --shuffle 7 instead, forms with columns, words and text dialects that no sample has: what was
                                   built against the samples should hold for them too

A development tool: it is not part of the installed package. Two sides become the same tree of fields (`record.Node`):
what is known to be printed (`truth`) and what was extracted (`found`); `compare` sets them side by side.
"""
