"""How fast Kaocheng is, beside the least work that has to be done and beside other libraries, in one run.

    python -m benchmarks           everything; --quick for fewer rounds and files, --json for machines

CPU time of this process, best of several rounds; what is compared takes turns within a round. A development tool: it
is not part of the installed package.
"""
