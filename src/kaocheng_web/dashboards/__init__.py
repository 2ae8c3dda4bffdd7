"""Figures over many projects, each leading to the documents behind it."""
