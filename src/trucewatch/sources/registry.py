"""The adapters there are, by the name ``sources.yaml`` uses. A new source adds one line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from trucewatch.sources.adapters.coded_reports import CodedReports
from trucewatch.sources.adapters.cogat_consignments import CogatConsignments
from trucewatch.sources.adapters.field_workbook import FieldWorkbook
from trucewatch.sources.adapters.kobo_odk import KoboOdk
from trucewatch.sources.adapters.lebanon_daily import LebanonDaily
from trucewatch.sources.adapters.t4p_bulletins import T4pBulletins
from trucewatch.sources.adapters.t4p_gaza_daily import T4pGazaDaily
from trucewatch.sources.adapters.t4p_revisions import T4pRevisions
from trucewatch.sources.adapters.ucdp_ged import UcdpGed
from trucewatch.sources.adapters.unrwa_consignments import UnrwaConsignments
from trucewatch.sources.adapters.ushahidi import Ushahidi
from trucewatch.sources.interface import Adapter
from trucewatch.sources.series import SeriesAdapter

ADAPTERS: Mapping[str, Adapter] = MappingProxyType(
    {
        "coded_reports": CodedReports(),
        "cogat_consignments": CogatConsignments(),
        "field_workbook": FieldWorkbook(),
        "kobo_odk": KoboOdk(),
        "lebanon_daily": LebanonDaily(),
        "t4p_bulletins": T4pBulletins(),
        "t4p_gaza_daily": T4pGazaDaily(),
        "ucdp_ged": UcdpGed(),
        "unrwa_consignments": UnrwaConsignments(),
        "ushahidi": Ushahidi(),
    }
)
"""Every adapter by name."""

SERIES: Mapping[str, SeriesAdapter] = MappingProxyType({"t4p_revisions": T4pRevisions()})
"""Every adapter of a published series by name; none is used by ``sources.yaml``."""
