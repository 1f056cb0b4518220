"""What a building is: frozen, validated data in SI units, with no idea of how it is simulated.

A building is a set of zones; a zone has surfaces; an opaque surface has a construction (layers from outside to
inside) and may carry windows and doors. Zones are coupled by surfaces whose boundary is another zone. Coordinates are
in metres, x east, y north, z up; a polygon's vertices run counter-clockwise seen from outside the zone that owns it.
"""

from fluxion.building.boundary import Adiabatic as Adiabatic
from fluxion.building.boundary import Adjacent as Adjacent
from fluxion.building.boundary import Ground as Ground
from fluxion.building.boundary import Outdoors as Outdoors
from fluxion.building.construction import Construction as Construction
from fluxion.building.construction import Finish as Finish
from fluxion.building.films import Films as Films
from fluxion.building.glazing import Gap as Gap
from fluxion.building.glazing import Pane as Pane
from fluxion.building.glazing import PaneGlazing as PaneGlazing
from fluxion.building.glazing import SimpleGlazing as SimpleGlazing
from fluxion.building.material import Material as Material
from fluxion.building.material import Resistance as Resistance
from fluxion.building.model import Building as Building
from fluxion.building.model import Terrain as Terrain
from fluxion.building.opening import Door as Door
from fluxion.building.opening import Opening as Opening
from fluxion.building.opening import Window as Window
from fluxion.building.schedule import Schedule as Schedule
from fluxion.building.surface import Shade as Shade
from fluxion.building.surface import Surface as Surface
from fluxion.building.zone import InternalGain as InternalGain
from fluxion.building.zone import Thermostat as Thermostat
from fluxion.building.zone import Ventilation as Ventilation
from fluxion.building.zone import VentilativeCooling as VentilativeCooling
from fluxion.building.zone import Zone as Zone
