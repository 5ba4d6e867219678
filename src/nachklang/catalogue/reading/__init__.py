"""Reading a snapshot: by id, by name, in bulk and in SQL.

*tables*: the files of a snapshot, or of one part of it, open for questions. *view*: what a reader gets,
without a trace of tables. *head*: the row of a cluster that it is called by. Row ids stay inside;
what is shown and asked for are public ids.
"""
