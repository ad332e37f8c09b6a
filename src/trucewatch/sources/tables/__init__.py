"""Tables of any form as columns of cells, in blocks, with where each row stands."""
