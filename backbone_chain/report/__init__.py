"""Reports: the same results for a terminal, a browser or a program."""
