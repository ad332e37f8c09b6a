"""Raw sources in, figures rows out: adapters, the strict reader they share, and `collect`."""
