"""Data formats of an edition, written from a release alone; one file per format."""
