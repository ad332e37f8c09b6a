"""Captures of the web, as archivers hand them over: WARC, WACZ, a sheet of the auto-archiver."""
