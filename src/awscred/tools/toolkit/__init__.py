"""The AWS Toolkit for VS Code: how it reads the files, and how it judges profiles."""
