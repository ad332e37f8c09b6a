"""The only place that knows the order: case, record, findings, release, edition."""

from trucewatch.pipeline.cases import CaseNotFound, CheckResult, check, find_case, shipped_cases
from trucewatch.pipeline.collecting import CollectResult, collect
from trucewatch.pipeline.keep import Keeping
from trucewatch.pipeline.run import Result, run
from trucewatch.pipeline.step import Step

__all__ = [
    "CaseNotFound", "CheckResult", "CollectResult", "Keeping", "Result", "Step", "check",
    "collect", "find_case", "run", "shipped_cases",
]
