import json

import pytest
from typer.testing import CliRunner

from fluxion.cli.main import app


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
