"""The desk's database from version to version."""
