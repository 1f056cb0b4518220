import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from fluxion.cli.main import app
from fluxion.design import DesignSpace
from fluxion.problems import load


class Outcome:
    """What one call of the command gave."""

    def __init__(self, result):
        self.status = result.exit_code
        self.stdout = result.stdout
        self.stderr = result.stderr

    @property
    def json(self):
        return json.loads(self.stdout)


@pytest.fixture(scope="session")
def fluxion():
    """Call the command line in this process: ``fluxion("sample", "--n", 3)``."""

    def call(*arguments):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result)

    return call


@pytest.fixture
def wide_office(monkeypatch):
    """The office with bounds so wide that some designs inside them cannot be built."""
    highest = {"heating_setpoint_c": 26.0, "wwr_south": 0.9}
    problem = load("office-design")
    variables = [
        replace(variable, high=highest[variable.name]) if variable.name in highest else variable
        for variable in problem.space.variables
    ]
    wide = replace(problem, space=DesignSpace(tuple(variables)))
    monkeypatch.setattr("fluxion.problems.load", lambda name: wide)
    return wide
