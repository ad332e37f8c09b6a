"""The map: drawn from what the release tells, nothing finer, nothing fetched."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from case.norland import add_row, copy_case
from trucewatch.model.place import Outline
from trucewatch.pipeline import run
from trucewatch.publish.release import Release
from trucewatch.publish.site import meridian, pages

from .sample import release

SQUARE = ((10.0, 50.0), (11.0, 50.0), (11.0, 51.0), (10.0, 51.0), (10.0, 50.0))


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A case with two strikes told by points of one cell, and the outline of a zone."""
    tmp_path = tmp_path_factory.mktemp("placed")
    root = copy_case(tmp_path)
    for number, point in ((8, "51.512345,-28.123456 ±50 m"), (9, "51.599999,-28.111111 ±50 m")):
        add_row(root, {
            "key": f"c-{number}", "address": f"https://example.org/{number}", "source": "wire",
            "original": "One strike.", "earliest": f"2031-03-0{number - 6}",
            "latest": f"2031-03-0{number - 6}",
            "published": "2031-03-04",
            "actor": "norland", "low": "1", "place": f'"{point}"'})
    result = run(root, tmp_path / "out", profile="public")
    assert result.release is not None
    outline = Outline(zone="lake<", version="published_map", first=None, last=None, source="wire",
                      address="", polygons=((SQUARE,),))
    return replace(result.release, outlines=[outline])


def test_no_map_where_nothing_can_be_placed() -> None:
    site = pages.render(release())
    assert "map.html" not in site and 'href="map.html"' not in site["index.html"]


def test_incidents_of_a_cell_share_it_and_lead_to_their_pages(placed: Release) -> None:
    site = pages.render(placed)
    text = site["map.html"]
    assert 'href="map.html"' in site["index.html"]
    cells = re.findall(r'<a class="cell" href="#([^"]+)">.*?</a>', text)
    assert len(cells) == 1
    row = re.search(rf'<li id="{cells[0]}">(.*?)</li>', text, re.S)
    assert row and "<bdi>51.55,-28.15 ±8 km</bdi>" in row[1] and "2 incidents" in row[1]
    for page, anchor in re.findall(r'href="([^"#]+)#([^"]+)"', row[1]):
        assert f'id="{anchor}"' in site[page]


def test_nothing_finer_than_a_cell_is_on_any_page(placed: Release) -> None:
    for name, text in pages.render(placed).items():
        assert not re.search(r"51\.5123|28\.1234|51\.5999|28\.1111", text), name


def test_names_of_zones_stay_words_and_outlines_are_whole(placed: Release) -> None:
    text = pages.render(placed)["map.html"]
    assert "lake&lt;" in text and "lake<" not in text
    path = re.search(r'<g class="zone"><path d="M([^"]*)z">', text)
    assert path and len(path[1].split("L")) == 5
    box = re.search(r'viewBox="0 0 (\d+) (\d+)"', text)
    assert box and int(box[1]) <= 1_000 and int(box[2]) <= 1_400


SPANS: dict[str, tuple[list[tuple[float, float]], float, list[float]]] = {
    "nothing": ([], -180, []),
    "one place": ([(34, 35)], 34, [0]),
    "two places": ([(34, 35), (-60, -59)], -60, [0, 0]),
    "either side of 180": ([(177, 180), (-180, -178)], 177, [0, 360]),
    "east of 180 named first": ([(-175, -170), (170, 175), (179, 180)], 170, [360, 0, 0]),
    "far from 180, and near it": ([(100, 110), (-179, -178)], 100, [0, 360]),
    "over 180": ([(179.5, 180.5)], 179.5, [0]),
    "over -180": ([(-180.5, -179.5)], 179.5, [360]),
    "over 180, hiding what lies behind": ([(10, 368), (2, 3)], 10, [0, 360]),
    "at 180": ([(180, 180), (-179, -178)], -180, [-360, 0]),
    "across all": ([(-180, 180)], -180, [0]),
    "all but a gap": ([(-180, -20), (10, 180)], 10, [360, 0]),
    "gaps of one width": ([(0, 60), (120, 180), (-120, -60)], -120, [0, 0, 0]),
    "one inside another": ([(0, 90), (10, 20), (-150, -140)], 0, [0, 0, 360]),
}
"""Shapes, where the map begins, and what is added to each."""


@pytest.mark.parametrize("name", SPANS)
def test_a_map_begins_after_the_widest_gap(name: str) -> None:
    spans, begin, turns = SPANS[name]
    assert (meridian.edge(spans), [meridian.turn(begin, s) for s in spans]) == (begin, turns)


def box(west: float, south: float, east: float, north: float) -> tuple[tuple[float, float], ...]:
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


ACROSS = {
    "Fiji": ((176.0, -19.0, 180.0, -16.0), (-180.0, -19.0, -178.0, -16.0)),
    "Chukotka": ((160.0, 62.0, 180.0, 70.0), (-180.0, 62.0, -170.0, 70.0)),
}


@pytest.mark.parametrize("name", ACROSS)
def test_shapes_on_both_sides_of_180_are_drawn_as_if_it_were_elsewhere(name: str) -> None:
    def drawn(parts: list[tuple[float, float, float, float]]) -> list[str]:
        outline = Outline(zone="lake", version="published_map", first=None, last=None,
                          source="wire", address="", polygons=tuple((box(*p),) for p in parts))
        text = pages.render(replace(release(), outlines=[outline]))["map.html"]
        return re.findall(r'viewBox="([^"]+)"|<path d="([^"]+)"', text)

    there = list(ACROSS[name])
    here = [(w - 200 if w > 0 else w + 160, s, e - 200 if e > 0 else e + 160, n)
            for w, s, e, n in there]
    found = drawn(there)
    assert found == drawn(here) and len(found) >= 2
