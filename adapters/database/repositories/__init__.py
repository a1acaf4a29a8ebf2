"""One file per part of the storage port: its SQL and nothing else."""
