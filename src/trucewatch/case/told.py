"""Which claims a case holds, as files of decisions name them: by data set and key, or by id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from trucewatch.case.listed import Entry
from trucewatch.model.case import Columns

SLASH = "/"


class Told:
    """The claims of the figures files, also those their sources took back."""

    def __init__(
        self, tables: Iterable[Columns], personal: Mapping[str, object], *, sensitive: bool
    ) -> None:
        self.by_key: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.by_subject: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.ids: set[str] = set()
        self.datasets: set[str] = set()
        self._personal = personal
        self.private = bool(personal) or sensitive
        """Whether any row is personal, or may be."""
        self.named_private = False
        """Whether an entry named such a row, or one that may be one."""
        for columns in tables:
            for id_, dataset, key, subject in zip(
                columns["claim_id"], columns["dataset"], columns["key"], columns["subject"],
                strict=True,
            ):
                self.by_key[str(dataset), str(key)].add(str(id_))
                self.by_subject[str(dataset), str(subject)].add(str(id_))
                self.ids.add(str(id_))
                self.datasets.add(str(dataset))

    def claims(self, entry: Entry, field: str) -> tuple[str, ...]:
        """Ids of the claims an entry names in `field`: ``claim``, ``key`` or ``subject``.

        Whoever is unknown is reported. A personal row may not be named: these files are recorded
        as they are, and its key is not.
        """
        name, dataset = entry.cells[field], entry.cells.get("dataset", "")
        if field == "claim":
            found = {name} & self.ids
        else:
            found = (self.by_key if field == "key" else self.by_subject).get((dataset, name), set())
        if not found:
            self.named_private |= self.private
            if field != "claim" and dataset not in self.datasets:
                entry.say("unknown_reference", "dataset", dataset, "a figures file, without .csv",
                          near=self.datasets)
            else:
                near = self.ids if field == "claim" else {
                    k for d, k in (self.by_key if field == "key" else self.by_subject)
                    if d == dataset
                }
                entry.say("unknown_reference", field, name, f"a {_WHAT[field]}",
                          near=near if len(near) <= _NEAR else ())
        if any(id_ in self._personal for id_ in found):
            self.named_private = True
            entry.say("personal_row", field, "a row that tells of people",
                      "rows that are not personal: this file is recorded as it is",
                      mend="grade or group the body that says it")
        return tuple(sorted(found))


_WHAT = {
    "claim": "claim of this case", "key": "key of that figures file",
    "subject": "subject of that figures file",
}
_NEAR = 5_000
"""Among more ids than these, like ones are not looked for."""
