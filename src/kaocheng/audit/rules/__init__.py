"""One file, one rule. The name of a file is its code and its function: ari_01_execution_rate_disagrees.py."""
