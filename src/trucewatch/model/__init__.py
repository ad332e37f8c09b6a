"""The nouns of a ceasefire record: frozen dataclasses, standard library only, no I/O."""
