"""Many clerks at once: how fast reading and saving stay, and whether a single write is lost or done twice."""
