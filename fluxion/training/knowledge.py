"""What a problem knows of its designs and outputs beside the runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fluxion.design import DesignProblem, Feature
from fluxion.design.encoding import Properties
from fluxion.training.monotone import Monotone


@dataclass(frozen=True)
class Knowledge:
    """Nothing, unless told.

    Attributes:
        properties: what is known of the options of choices, see `input_encoding`.
        features: products of quantities that the network is given beside the variables.
        monotone: which outputs only rise or only fall with a variable.
    """

    properties: Properties = field(default_factory=dict)
    features: tuple[Feature, ...] = ()
    monotone: Monotone = field(default_factory=dict)

    def about(self, outputs: tuple[str, ...]) -> "Knowledge":
        """What concerns these outputs only."""
        known: Mapping[str, Mapping[str, int]] = {
            output: signs for output, signs in self.monotone.items() if output in outputs
        }
        return Knowledge(self.properties, self.features, known)


def knowledge_of(problem: DesignProblem) -> Knowledge:
    """What a problem knows with its settings."""
    # What is monotone was judged with the default settings.
    usual = all(problem.settings[one.name] == one.default for one in problem.parameters if one.simulated)
    return Knowledge(
        properties={} if problem.properties is None else problem.properties(problem.settings),
        features=() if problem.features is None else tuple(problem.features(problem.settings)),
        monotone=problem.monotone if usual else {},
    )
