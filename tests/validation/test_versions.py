import platform
from importlib.metadata import version

from fluxion.validation.versions import package_versions


def test_what_takes_part_is_named_and_what_is_missing_is_said():
    found = package_versions("no-such-package")
    assert found["python"] == platform.python_version()
    assert found["fluxion-bem"] == version("fluxion-bem")
    assert found["no-such-package"] == "not installed"
