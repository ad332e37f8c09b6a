"""One file per source; none knows another, none knows an engine, a store or the record."""
