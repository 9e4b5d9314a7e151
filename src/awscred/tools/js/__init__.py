"""The JavaScript SDK v3: how it reads the files, and how it judges profiles."""
