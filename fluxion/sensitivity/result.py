"""What a sensitivity analysis gives."""

from dataclasses import dataclass

import numpy as np

from fluxion.typing import FloatArray


@dataclass(frozen=True)
class Screening:
    """Morris' measures: effects of one variable at a time, in the unit of the quantity per full range of the variable.

    Source: M. D. Morris, Technometrics 33 (1991) 161-174; mu_star: F. Campolongo et al., Environmental Modelling &
    Software 22 (2007) 1509-1518.

    Attributes:
        trajectories: how many walks.
        mu: (q, k) mean effect; NaN for a choice, whose options have no order.
        mu_star: (q, k) mean size of the effect.
        sigma: (q, k) its spread: curvature and interaction with other variables.
        mu_star_conf: (q, k) half width of the 95 % confidence interval of mu_star.
    """

    trajectories: int
    mu: FloatArray
    mu_star: FloatArray
    sigma: FloatArray
    mu_star_conf: FloatArray


@dataclass(frozen=True)
class Shares:
    """Sobol' indices: shares of the variance over the whole design space [-]; NaN for a quantity that does not vary.

    Source: A. Saltelli et al., Computer Physics Communications 181 (2010) 259-270.

    Attributes:
        samples: how many blocks of designs.
        first: (q, k) share that a variable explains alone.
        first_conf: (q, k) half width of its 95 % confidence interval.
        total: (q, k) share that would remain if all others were known.
        total_conf: (q, k) half width of its 95 % confidence interval.
    """

    samples: int
    first: FloatArray
    first_conf: FloatArray
    total: FloatArray
    total_conf: FloatArray


@dataclass(frozen=True)
class Agreement:
    """How far physics supports the indices of a surrogate.

    Attributes:
        checked: designs of the Sobol' sample that physics simulated.
        r2: (q,) coefficient of determination of the surrogate on them [-]; NaN where the truth does not vary.
        rank: (q,) Spearman's correlation of mu_star on the same trajectories [-]; NaN where nothing matters.
        gap: (q,) largest difference of mu_star, as a share of the largest mu_star in physics [-]; NaN likewise.
        same_first: (q,) 1 where both name the same variable first, 0 where not, NaN likewise.
    """

    checked: int
    r2: FloatArray
    rank: FloatArray
    gap: FloatArray
    same_first: FloatArray


@dataclass(frozen=True)
class Sensitivity:
    """Sensitivities of objectives and constraints to the free variables, over their whole ranges.

    Attributes:
        problem: name of the problem.
        weather: name of the climate.
        subject: fingerprint of what was asked, see `subject_of`.
        quantities: (q,) names: objectives, then constraints.
        objectives: how many of them are objectives.
        units: (q,) units as text.
        variables: (k,) names of the free variables.
        categories: (k,) whether a variable is a choice.
        method: one sentence: which model answered, and why.
        seed: of the samples.
        simulated: designs that physics simulated.
        predicted: designs that the surrogate answered.
        lost: designs in blocks that were left out, because one of them has no result.
        morris: effects by physics.
        morris_surrogate: effects by the surrogate on the same trajectories; None without one.
        sobol: variance shares, by the surrogate if there is one; None if they were not asked for.
        agreement: of surrogate and physics; None without a surrogate.
    """

    problem: str
    weather: str
    subject: str
    quantities: tuple[str, ...]
    objectives: int
    units: tuple[str, ...]
    variables: tuple[str, ...]
    categories: tuple[bool, ...]
    method: str
    seed: int
    simulated: int
    predicted: int
    lost: int
    morris: Screening
    morris_surrogate: Screening | None
    sobol: Shares | None
    agreement: Agreement | None

    def leading(self, quantity: str, count: int) -> list[tuple[str, str]]:
        """Variables that matter most for a quantity; none for one that no variable moves.

        Each comes with its total share of the variance or, without Sobol' indices, its mean effect.
        """
        i = self.quantities.index(quantity)
        values = self.morris.mu_star[i] if self.sobol is None else np.nan_to_num(self.sobol.total[i])
        order = [j for j in np.argsort(-values, kind="stable")[:count] if values[j] > 0.0]
        unit = f" {self.units[i]}" if self.units[i] else ""
        text = (lambda v: f"{v:.3g}{unit}") if self.sobol is None else (lambda v: f"{v:.0%}")
        return [(self.variables[j], text(values[j])) for j in order]

    @property
    def verdict(self) -> str:
        """One sentence on whether physics supports the indices."""
        found = self.agreement
        if found is None:
            return f"All indices are by physics ({self.simulated} simulations)."
        judged = [i for i, value in enumerate(found.rank) if value == value]
        if not judged:
            return "No variable moves any of the quantities."
        same = int(sum(found.same_first[i] for i in judged))
        worst = min(judged, key=lambda i: float(found.rank[i]))
        text = (
            f"On the same {self.morris.trajectories} trajectories, physics and surrogate name the same variable first "
            f"for {same} of {len(judged)} quantities; their orders correlate by at least {found.rank[worst]:.3f} "
            f"({self.quantities[worst]})"
        )
        known = [i for i, value in enumerate(found.r2) if value == value]
        if known:
            least = min(known, key=lambda i: float(found.r2[i]))
            text += (
                f"; at {found.checked} designs of the Sobol' sample the surrogate has an R² of at least "
                f"{found.r2[least]:.4f} ({self.quantities[least]})"
            )
        return text + "."
