"""The shipped ledger of statements against outcomes derived by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.api import load_case
from trucewatch.assess.engine import assess
from trucewatch.model.case import Case
from trucewatch.pipeline.standing import Seen, stand_newest
