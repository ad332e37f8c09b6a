"""Release, edition, formats, site: what leaves the house."""
