"""What comes in at the door: weather, and the buildings of a sequence."""

from collections.abc import Sequence

from fluxion.building import Building
from fluxion.errors import FluxionError, InputError
from fluxion.weather import Weather


def check_weather(weather: object) -> None:
    """Refuse what is no weather.

    Raises:
        InputError: it is something else, such as the name of a climate.
    """
    if not isinstance(weather, Weather):
        raise InputError(
            f"weather: expected a Weather, for example fluxion.weather.load_weather('golden'), but got {weather!r:.60}."
        )


def building_of(buildings: Sequence[Building], row: int) -> Building:
    """A building of a sequence, which may make it now.

    Raises:
        InputError: it is no building.
        FluxionError: it cannot be made; any other error of its maker goes on, with its number.
    """
    try:
        building: object = buildings[row]
    except FluxionError:
        raise
    except Exception as error:
        error.add_note(f"This came from number {row} of {len(buildings)} buildings, counted from 0.")
        raise
    if not isinstance(building, Building):
        raise InputError(f"expected a Building, but got {building!r:.60}; give a building for every row.")
    return building
