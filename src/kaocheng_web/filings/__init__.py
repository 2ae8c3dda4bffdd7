"""The forms of a project's year – objective, adjustment, monitoring round, self-evaluation – typed cell by cell."""
