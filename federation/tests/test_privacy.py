"""Noise has the scale that the accountant is told, and ε is the accountant's."""

import numpy as np
import pytest
from conftest import Projects
from dp_accounting import GaussianDpEvent
from dp_accounting.rdp import RdpAccountant

from kiln_federation.heads import Head, head_from_sums, updated
from kiln_federation.privacy import Ledger
from kiln_federation.replies import Sums, Update

FEATURES = 2000


def private(sigma: float) -> dict[str, object]:
    return {"features": FEATURES, "privacy": {"noise-multiplier": sigma, "delta": 1e-5}}


def test_noise_on_the_mean_is_sigma_clip_over_n(projects: Projects) -> None:
    project = projects(clip=3.0, **private(2.0))
    zero = Head(np.zeros((3, FEATURES), np.float32), np.zeros(3, np.float32))
    updates = [Update(zero.weight, zero.bias, 5) for _ in range(30)]
    noise = updated(project, zero, updates, Ledger(project)).weight
    # 6000 draws: their deviation is within 5 % in all but one of some 10⁷ runs.
    assert noise.std() == pytest.approx(2.0 * 3.0 / 30, rel=0.05)
    assert abs(noise.mean()) < 5 * 0.2 / np.sqrt(noise.size)
    again = updated(project, zero, updates, Ledger(project)).weight
    assert not np.array_equal(noise, again)


def test_one_reader_changes_private_sums_by_at_most_the_sensitivity(projects: Projects) -> None:
    """Whatever a reader sends within the rules, it weighs no more than any other."""
    project = projects(feature_clip=10.0, **private(1e-9))
    direction = np.zeros((3, FEATURES), np.float32)
    direction[1, 0] = 10.0 * 10_000
    greedy = Sums(direction, np.array([0, 10_000, 0], np.float32), 10_000)
    modest = Sums(direction / 1000, np.array([0, 10, 0], np.float32), 10)
    of_greedy, _ = head_from_sums(project, [greedy, modest], Ledger(project))
    of_modest, _ = head_from_sums(project, [modest, modest], Ledger(project))
    # Ten thousand pictures weigh as much as ten.
    assert np.allclose(of_greedy.weight, of_modest.weight, atol=1e-4)


def test_noise_on_sums_has_its_scale(projects: Projects) -> None:
    project = projects(feature_clip=10.0, **private(1.0))
    num_readers = 300
    zero = Sums(np.zeros((3, FEATURES), np.float32), np.array([4, 4, 4], np.float32), 12)
    head, absent = head_from_sums(project, [zero] * num_readers, Ledger(project))
    assert absent == []
    # A reader changes sums and counts by √(1 + ¼²) at most, and its part of each class's counts is 1/√3; the weight is
    # 2 (μ − m), of three independent means, through the temperature.
    noise_of_mean = 10.0 * np.hypot(1, 0.25) / (num_readers / np.sqrt(3))
    expected = 2 * np.sqrt(2 / 3) * noise_of_mean / project.temperature
    assert head.weight.std() == pytest.approx(expected, rel=0.1)


def test_a_class_that_does_not_stand_out_of_the_noise_is_absent(projects: Projects) -> None:
    project = projects(**private(1.0))
    sums = Sums(np.zeros((3, FEATURES), np.float32), np.array([1000, 1000, 3], np.float32), 2003)
    _, absent = head_from_sums(project, [sums] * 100, Ledger(project))
    assert absent == ["tulip"]


def test_epsilon_is_that_of_dp_accounting(projects: Projects) -> None:
    ledger = Ledger(projects(**private(2.0)))
    assert ledger.epsilon is None
    theirs = RdpAccountant()
    for num_releases in range(1, 7):
        ledger.spend(40)
        theirs.compose(GaussianDpEvent(2.0))
        assert ledger.epsilon == pytest.approx(theirs.get_epsilon(1e-5)), num_releases
    # One release at σ = 2: 2.17, as measured before this was written.
    first = Ledger(projects(**private(2.0)))
    first.spend(40)
    assert first.epsilon == pytest.approx(2.17, abs=0.01)


def test_without_noise_there_is_no_epsilon_and_no_noise(projects: Projects) -> None:
    ledger = Ledger(projects())
    ledger.spend(3)
    assert ledger.epsilon is None and not ledger.is_private
