"""A run for tests that look at something else than what changed since an earlier instant."""

from __future__ import annotations

from functools import partial

from trucewatch import pipeline

run = partial(pipeline.run, changes=False)
"""`trucewatch.pipeline.run` without the second assessment."""
