"""Central differential privacy: noise on what many nodes' numbers became, and what that has spent.

The noise protects a node, that is, all pictures of one reader. It is added here, so the organiser's machine still sees
the numbers without it; what is protected is what leaves that machine, the head. The accountant is Flower's, over
Google's dp-accounting, and counts no amplification by sampling: nodes are those that are online, not a random sample.
"""

import secrets

import numpy as np
from flwr.serverapp import (
    GaussianPrivacyEvent,
    NeighboringRelation,
    PrivacyConfig,
    RdpAccountant,
    SamplingMethod,
)

from .aggregation import Doubles
from .project import Project


class Ledger:
    """Draws noise, and adds up what each release has spent. Without noise nothing is drawn, and ε is None."""

    def __init__(self, project: Project) -> None:
        self._multiplier = project.privacy.noise_multiplier
        self._most = project.most
        self._random = np.random.Generator(np.random.PCG64DXSM(secrets.randbits(128)))
        self._accountant = None if self._multiplier == 0 else _accountant(project)

    @property
    def is_private(self) -> bool:
        return self._accountant is not None

    @property
    def multiplier(self) -> float:
        return self._multiplier

    @property
    def epsilon(self) -> float | None:
        """What all releases so far have spent, at the project's δ."""
        if self._accountant is None or self._accountant.num_releases == 0:
            return None
        return float(self._accountant.get_privacy_spent().epsilon)

    def noise(self, shape: tuple[int, ...], sensitivity: float) -> Doubles:
        """Gaussian noise for a sum that one node changes by at most `sensitivity` in the L2 norm."""
        return self._random.normal(0.0, self._multiplier * sensitivity, shape)

    def spend(self, num_replies: int) -> None:
        """Notes one release. To be called before what was released is used in any way."""
        if self._accountant is not None:
            self._accountant.compose(
                GaussianPrivacyEvent(
                    noise_multiplier=self._multiplier, sample_size=num_replies, population_size=self._most
                )
            )


def _accountant(project: Project) -> RdpAccountant:
    config = PrivacyConfig(
        target_delta=project.privacy.delta,
        population_size=project.most,
        neighboring_relation=NeighboringRelation.ADD_OR_REMOVE_ONE,
        sampling_method=SamplingMethod.NO_AMPLIFICATION,
    )
    return RdpAccountant(config)
