"""Latent classes: how many individuals there are, by a Bayesian mixture of independent lists.

The model is LCMCR: D. Manrique-Vallier, Bayesian population size estimation using Dirichlet process
mixtures, Biometrics 72 (2016). Patterns with counts go in, draws come out; nothing is read or
written.
"""

from trucewatch.estimate.latent.diagnose import Diagnosis, diagnose
from trucewatch.estimate.latent.sampler import Draws, sample

__all__ = ["Diagnosis", "Draws", "diagnose", "sample"]
