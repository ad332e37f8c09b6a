"""Limits of the audit, declared once, the same for every table, text and source."""

from __future__ import annotations

NUMERIC = 0.9
"""Share of a column's cells that must read as numbers (or dates) for it to hold numbers (dates)."""
EVIDENCE = 6
"""Rows on which a relation must hold, with something to add up, before it is taken as one."""
NAMED_EVIDENCE = 3
"""The same where the names of the columns say the relation too (``killed``, ``killed_women``)."""
DISTINCT = 4
"""Distinct totals among those rows: a total that hardly moves proves nothing."""
EXCEPTIONS = 0.06
"""Share of rows on which a relation may fail and still be taken as one."""
FEW = 4
"""Rows on which it may fail whatever the share ..."""
NAMED_FEW = 8
"""The same where the names say the relation too: one wrong total breaks two steps."""
MOST = 0.25
"""... as long as this share of the rows is not passed."""
NAMED_MOST = 0.5
"""The same where the names say the relation too."""
LEFT_OUT = 20
"""Rows with a part left out that show what leaving out means in a table ..."""
LEFT_OUT_SHARE = 0.95
"""... and the share of them on which the parts named must give the total."""
MIN_SERIES = 5
"""Rows of a series from which on steps are looked at."""
RISING = 10
"""Rises from which on a column that hardly ever falls is a running total without being named so."""
FALLS = 0.05
"""Share of steps on which it may fall."""
RESTART = 0.25
"""A running total that falls to this share of what it was, or below, and goes on, restarted."""
CHANCE = 1e-3
"""A run of equal values is told where chance gives one in fewer columns than this."""
MIN_RUN = 5
"""Shortest run of equal values that is told."""
MOVING = 0.5
"""Share of the other running totals that must have moved meanwhile."""
WHOLE = 90
"""Percentages of a list are taken as parts of 100 from this sum on ..."""
WHOLE_MOST = 115
"""... up to this one."""
BREAKDOWN = (0.8, 1.25)
"""What numbers listed after a total give, as a share of it, where they are taken as its parts."""
MAX_PARTS = 16
"""Columns tried as parts of one total."""
SAMPLE_ROWS = 4
SAMPLES = 16
POOL = 96
"""Rows, those with most to add up, from which samples are taken to find a relation."""
SCREEN = 400
"""Rows on which a relation found in a sample is looked at first."""
LIKELY = 8
"""Relations that look best there, and are looked at on every row."""
SAMPLED = 0.6
"""Share of a small sample on which a quotient must hold to be looked at on every row."""
