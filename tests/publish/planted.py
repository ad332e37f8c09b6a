"""A case with two hundred invented secrets in it, made by a rule and a fixed seed."""

from __future__ import annotations

import csv
import random
import struct
from dataclasses import dataclass, field
from pathlib import Path

from case.norland import GOOD_ROW, copy_case
from trucewatch.model.claim import FIGURE_COLUMNS
from trucewatch.pipeline.protecting import digests

FIELDS = [column.name for column in FIGURE_COLUMNS]
LATIN = ("Mirel", "Tovan", "Jasko", "Ordun", "Pelar"), ("Vantor", "Ilvesk", "Drumal", "Oskarn")
ARABIC = ("رامزان", "ليثون", "سميران", "جوريان"), ("الزهوري", "البرناق", "الكستور", "الدومان")
HEBREW = ("דנורה", "יואבן", "שירמל"), ("כרמונד", "לוינסט", "גלבעון")


@dataclass
class Planted:
    """What was planted, by kind."""

    secrets: dict[str, list[str]] = field(default_factory=dict)

    @property
    def all(self) -> list[str]:
        """Every secret."""
        return [one for some in self.secrets.values() for one in some]


def names() -> list[str]:
    """Every given name with every family name, of three scripts."""
    return [f"{a} {b}" for given, family in (LATIN, ARABIC, HEBREW) for a in given for b in family]


def phones(rng: random.Random) -> list[str]:
    """Numbers in several notations."""
    forms = (
        "+999 70 {} {}", "+99970{}{}", "0099970{}{}", "(070) {}-{}", "070.{}.{}", "070-{}-{}",
        "070 {} {}", "+999-70-{}-{}",
    )
    made = []
    for turn in range(40):
        text = forms[turn % len(forms)].format(rng.randint(200, 999), f"{rng.randint(0, 9999):04}")
        if turn % 10 == 4:
            text = text.translate({48 + n: 0x0660 + n for n in range(10)})
        if turn % 10 == 7:
            text = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)
        made.append(text)
    return made


def jpeg(words: str) -> bytes:
    """A picture whose EXIF part tells a position and words."""
    body = b"Exif\0\0II*\0\x08\0\0\0" + words.encode()
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(body) + 2) + body + b"\xff\xd9"


def plant(folder: Path) -> tuple[Path, Planted]:
    """Write the case; who and what is in it is invented, and the same every time."""
    rng = random.Random(8)
    root = copy_case(folder)
    known = names()
    planted = Planted({
        "names": known, "phones": phones(rng),
        "mails": [f"witness{n}.{rng.randint(10, 99)}{'@' if n % 5 else ' (at) '}post{n}.example"
                  for n in range(25)],
        "handles": [f"@lake_eye_{rng.randint(1000, 9999)}x{n}" for n in range(15)],
        "shelters": [f"Quorn Lane shelter {100 + n}" for n in range(20)],
        "positions": [f"{38 + rng.random():.5f},{21 + rng.random():.5f}" for n in range(35)],
        "held back": [f"battery seen beyond mill {rng.randint(10000, 99999)}" for n in range(20)],
        "exif": ["38.77123,21.99345", "taken by Mirel Vantor at the orchard wall"],
    })
    rows = [_row(f"p-{n}", cells) for n, cells in enumerate(_cells(planted))]
    with (root / "figures" / "planted.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    (root / "photo of Mirel Vantor.jpg").write_bytes(jpeg("; ".join(planted.secrets["exif"])))
    listed = "".join(f'    - "{one}"\n' for one in digests("s4lt", known))
    (root / "publishing.yaml").write_text(
        f"protected:\n  salt: s4lt\n  digests:\n{listed}", encoding="utf-8", newline="\n")
    return root, planted


def _row(key: str, cells: dict[str, str]) -> dict[str, str]:
    return GOOD_ROW | {
        "key": key, "low": "1", "high": "1", "zone": "village", "actor": "norland",
        "actor_certainty": "stated", "target": "southlanders", "lang": "en",
        "published": "2031-03-05", "address": f"https://gazette.example/{key}",
    } | cells


def _cells(planted: Planted) -> list[dict[str, str]]:
    """Where each secret stands: in words, remarks, keys, locators, addresses and places."""
    found: list[dict[str, str]] = []
    places = ("original", "note", "locator")
    for n, name in enumerate(planted.secrets["names"]):
        words = (f"the child {name}, aged 7, was carried out", f"told by {name.upper()}",
                 f"وقالت ل{name}", f"name={name.replace(' ', '_')}")[n % 4]
        found.append({places[n % 3]: words})
    for n, phone in enumerate(planted.secrets["phones"]):
        found.append({places[n % 3]: f"call {phone} at night"})
        if n % 8 == 1:
            found.append({"key": f"chat {phone}", "address": f"https://wa.me/{phone.lstrip('+')}"})
    for n, mail in enumerate(planted.secrets["mails"]):
        found.append({places[n % 3]: f"write to {mail}"})
        if n % 6 == 1:
            found.append({"address": f"https://gazette.example/?by={mail.replace('@', '%40')}"})
    found += [{"original": f"{handle} filmed it"} for handle in planted.secrets["handles"]]
    found += [{"place": place, "note": f"people fled to {place} on foot"}
              for place in planted.secrets["shelters"]]
    for n, point in enumerate(planted.secrets["positions"]):
        beside = {"original": f"seen at {point}"} if n % 2 else {
            "address": f"https://map.example/?q={point}"}
        found.append({"place": f"{point} ±50 m", **beside})
    found += [{"property": "position_held", "original": words, "basis": "stock"}
              for words in planted.secrets["held back"]]
    return found
