"""The closed set of clause kinds, in the order of the vocabulary."""

from __future__ import annotations

from trucewatch.assess.kinds import (
    deadline,
    extension,
    not_assessable,
    presence,
    process,
    prohibition,
    rate,
    ratio,
    response,
    schedule,
)
from trucewatch.assess.kinds.deadline import Deadline
from trucewatch.assess.kinds.extension import Extension
from trucewatch.assess.kinds.not_assessable import NotAssessable
from trucewatch.assess.kinds.presence import Presence
from trucewatch.assess.kinds.process import Process
from trucewatch.assess.kinds.prohibition import Prohibition
from trucewatch.assess.kinds.rate import Rate
from trucewatch.assess.kinds.ratio import Ratio
from trucewatch.assess.kinds.response import Response
from trucewatch.assess.kinds.schedule import Schedule
from trucewatch.model.clause import Clause

KINDS: dict[str, type[Clause]] = {
    "prohibition": Prohibition,
    "presence": Presence,
    "deadline": Deadline,
    "rate": Rate,
    "response": Response,
    "ratio": Ratio,
    "schedule": Schedule,
    "extension": Extension,
    "process": Process,
    "not_assessable": NotAssessable,
}
"""Parameter model of every kind."""

VERSIONS: dict[str, int] = {
    "prohibition": prohibition.VERSION,
    "presence": presence.VERSION,
    "deadline": deadline.VERSION,
    "rate": rate.VERSION,
    "response": response.VERSION,
    "ratio": ratio.VERSION,
    "schedule": schedule.VERSION,
    "extension": extension.VERSION,
    "process": process.VERSION,
    "not_assessable": not_assessable.VERSION,
}
"""Rule version of every kind; bumped whenever its findings may change."""
