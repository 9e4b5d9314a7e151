"""The compatibility tables: which ways to write the files each AWS tool reads as they are meant.

`rows` has the ways to write, `cells` finds what each tool makes of them, and `pages` and `document`
write the tables for the documentation site, as Markdown and as JSON.
"""
