"""The static site: pages that work from a folder, offline, without scripts."""
