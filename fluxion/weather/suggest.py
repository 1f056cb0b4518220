"""Words for a climate name that does not exist."""

from difflib import get_close_matches

from fluxion.errors import InputError
from fluxion.weather.bundled import CLIMATES


def unknown_name(name: object) -> InputError:
    """Error for a name that is neither a bundled climate nor a weather file; names the nearest climate."""
    close = get_close_matches(str(name).casefold(), CLIMATES, n=1, cutoff=0.5)
    nearest = f" Did you mean '{close[0]}'?" if close else ""
    return InputError(
        f"there is no weather named {str(name)[:200]!r}.{nearest} Expected one of {', '.join(CLIMATES)}, or the path "
        "of an EPW file."
    )
