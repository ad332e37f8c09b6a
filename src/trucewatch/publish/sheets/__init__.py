"""Pages for people who confirm an encoding: printable, one file each, nothing fetched."""
