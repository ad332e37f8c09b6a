"""The adapters there are, by the name ``sources.yaml`` uses. A new source adds one line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from trucewatch.sources.adapters.acled_events import AcledEvents
from trucewatch.sources.adapters.acled_hdx_monthly import AcledHdxMonthly
from trucewatch.sources.adapters.coded_reports import CodedReports
from trucewatch.sources.adapters.cogat_consignments import CogatConsignments
from trucewatch.sources.adapters.idmc_updates import IdmcUpdates
from trucewatch.sources.adapters.lebanon_bulletins import LebanonBulletins
from trucewatch.sources.adapters.lebanon_daily import LebanonDaily
from trucewatch.sources.adapters.mapped import Mapped
from trucewatch.sources.adapters.ocha_closures import OchaClosures
from trucewatch.sources.adapters.sudan_mortality_lists import SudanMortalityLists
from trucewatch.sources.adapters.t4p_bulletins import T4pBulletins
from trucewatch.sources.adapters.t4p_gaza_daily import T4pGazaDaily
from trucewatch.sources.adapters.t4p_infrastructure import T4pInfrastructure
from trucewatch.sources.adapters.t4p_revisions import T4pRevisions
from trucewatch.sources.adapters.t4p_west_bank_daily import T4pWestBankDaily
from trucewatch.sources.adapters.t4p_west_bank_texts import T4pWestBankTexts
from trucewatch.sources.adapters.ucdp_ged import UcdpGed
from trucewatch.sources.adapters.un2720_manifests import Un2720Manifests
from trucewatch.sources.adapters.unrwa_consignments import UnrwaConsignments
from trucewatch.sources.interface import Adapter
from trucewatch.sources.series import SeriesAdapter

ADAPTERS: Mapping[str, Adapter] = MappingProxyType(
    {
        "acled_events": AcledEvents(),
        "acled_hdx_monthly": AcledHdxMonthly(),
        "coded_reports": CodedReports(),
        "cogat_consignments": CogatConsignments(),
        "idmc_updates": IdmcUpdates(),
        "lebanon_bulletins": LebanonBulletins(),
        "lebanon_daily": LebanonDaily(),
        "mapped": Mapped(),
        "ocha_closures": OchaClosures(),
        "sudan_mortality_lists": SudanMortalityLists(),
        "t4p_bulletins": T4pBulletins(),
        "t4p_gaza_daily": T4pGazaDaily(),
        "t4p_infrastructure": T4pInfrastructure(),
        "t4p_west_bank_daily": T4pWestBankDaily(),
        "t4p_west_bank_texts": T4pWestBankTexts(),
        "ucdp_ged": UcdpGed(),
        "un2720_manifests": Un2720Manifests(),
        "unrwa_consignments": UnrwaConsignments(),
    }
)
"""Every adapter by name."""

SERIES: Mapping[str, SeriesAdapter] = MappingProxyType({"t4p_revisions": T4pRevisions()})
"""Every adapter of a published series by name; none is used by ``sources.yaml``."""
