"""Every error that Fluxion raises on purpose; each message says what was expected, what came, what to do."""


class FluxionError(Exception):
    """Base of all errors with a message meant for the user."""


class InputError(FluxionError, ValueError):
    """The caller's input cannot be used: a wrong name, type, shape, bound or file content."""


class PhysicsError(FluxionError, ArithmeticError):
    """A simulation did not give a finite, balanced result."""


class SurrogateError(FluxionError, RuntimeError):
    """A surrogate model cannot answer: damaged, out of date, or asked outside what it learned."""


class AssetError(FluxionError, RuntimeError):
    """A file that ships with Fluxion is missing or does not match its checksum."""


class MissingDependencyError(FluxionError, ImportError):
    """An optional package is needed; the message names the extra that brings it."""
