"""The Rust SDK: how it reads the files, and how it judges profiles."""
