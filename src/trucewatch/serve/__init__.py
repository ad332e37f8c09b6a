"""An edition shown on this computer alone, made again when its case changes.

Nothing here knows how an edition is made: `cli` hands in what makes it.
"""
