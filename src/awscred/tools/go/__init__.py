"""The Go SDK v2 and Terraform: how it reads the files, and how it judges profiles."""
