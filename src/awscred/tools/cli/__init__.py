"""The AWS CLI and boto3: how it reads the files, and how it judges profiles."""
