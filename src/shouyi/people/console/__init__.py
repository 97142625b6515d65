"""The operator's pages: organisations, keys, jobs, cases, health."""
