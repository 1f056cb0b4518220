"""The command `fluxion`: one file per subcommand, each parses, calls, prints.

Exit status: 0, every row is ok; 1, the files are written and some rows have another status; 2, defects were found
before computing and nothing is written; 130, stopped by Ctrl-C with the finished rows kept.
"""
