"""PostgreSQL: the one place where things are remembered. Nothing outside this folder and jobs.py knows SQL."""
