"""Objectives: the indicator library, declaration, review grade, adjustment."""
