"""Slow and obvious twins of the engine's kernels: the same physics, written as it stands in the text books.

Nothing here is eliminated, tabulated or diagonalised: walls are matrices of cells, shadows are rays, thermostats are
tried one by one, and a time step is one dense system over every face, star node and air volume.
"""

import itertools
import math

import numpy as np
from scipy.linalg import expm
from scipy.optimize import brentq

from fluxion.building import Adiabatic, Adjacent, Ground, Material, Outdoors, PaneGlazing, Window
from fluxion.building.schedule import month_of_hour
from fluxion.engine.conduction import _cells
from fluxion.engine.glazing import glazing_optics

SIGMA = 5.670374419e-8


# ---------------------------------------------------------------- films


def inside_film(face, air, hot, cold):
    return max((hot if face > air else cold) * abs(face - air) ** (1 / 3), 0.1)


def glass_film(face, air, coefficient, slope):
    """Vertical glass: the properties of the film are those at air + (glass - air) / 4."""
    film = air + (face - air) / 4
    return max(coefficient * (1 + slope * (film - 20)) * abs(face - air) ** 0.25, 0.1)


def outside_film(face, air, hot, cold, roughness, forced):
    natural = (hot if face > air else cold) * abs(face - air) ** (1 / 3)
    return natural + roughness * (math.hypot(natural, forced) - natural)


def radiation(a, b):
    """sigma (Ta^4 - Tb^4) / (Ta - Tb)."""
    a, b = a + 273.15, b + 273.15
    return SIGMA * (a**4 - b**4) / (a - b) if abs(a - b) > 1e-3 else 4 * SIGMA * ((a + b) / 2) ** 3


# ---------------------------------------------------------------- gaps

# ISO 15099, annex B: conductivity, viscosity and specific heat as (a, b) of a + b T, and molar mass [kg/kmol].
GASES = {
    "air": ((2.873e-3, 7.760e-5), (3.723e-6, 4.940e-8), (1002.737, 1.2324e-2), 28.97),
    "argon": ((2.285e-3, 5.149e-5), (3.379e-6, 6.451e-8), (521.9285, 0.0), 39.948),
    "krypton": ((9.443e-4, 2.826e-5), (2.213e-6, 7.777e-8), (248.0907, 0.0), 83.80),
    "xenon": ((4.538e-4, 1.723e-5), (1.069e-6, 7.414e-8), (158.3397, 0.0), 131.30),
}


def gas_at(gas, kelvin, pressure=1e5):
    """Conductivity, viscosity, specific heat and density."""
    (k0, k1), (m0, m1), (c0, c1), molar = GASES[gas]
    return k0 + k1 * kelvin, m0 + m1 * kelvin, c0 + c1 * kelvin, pressure * molar / (8314.462618 * kelvin)


def gap_rayleigh(outer, inner, thickness, gas):
    kelvin = (outer + inner) / 2 + 273.15
    k, mu, cp, rho = gas_at(gas, kelvin)
    expansion, viscosity, diffusivity = 1 / kelvin, mu / rho, k / (rho * cp)
    return 9.81 * expansion * abs(inner - outer) * thickness**3 / (viscosity * diffusivity)


def gap_nusselt(ra, aspect, tilt_deg):
    """ISO 15099, 5.3.3; 0 degrees: horizontal and heated from below, 90: upright, 180: heated from above."""

    def upright():
        if ra <= 1e4:
            one = 1 + 1.7596678e-10 * ra**2.2984755
        elif ra <= 5e4:
            one = 0.028154 * ra**0.4134
        else:
            one = 0.0673838 * ra ** (1 / 3)
        return max(one, 0.242 * (ra / aspect) ** 0.272)

    def at_sixty():
        g = 0.5 / (1 + (ra / 3160) ** 20.6) ** 0.1
        return max((1 + (0.0936 * ra**0.314 / (1 + g)) ** 7) ** (1 / 7), (0.104 + 0.175 / aspect) * ra**0.283)

    angle = math.radians(tilt_deg)
    if ra == 0:
        return 1.0
    if tilt_deg < 60:
        c = ra * math.cos(angle)
        rising = max(1 - 1708 / c, 0) * (1 - 1708 * math.sin(1.8 * angle) ** 1.6 / c)
        return 1 + 1.44 * rising + max((c / 5830) ** (1 / 3) - 1, 0)
    if tilt_deg < 90:
        return at_sixty() + (tilt_deg - 60) / 30 * (upright() - at_sixty())
    return 1 + (upright() - 1) * math.sin(angle)


def gap_conductance(outer, inner, emissivities, thickness, height, tilt_deg, gas):
    """Gas and radiation between two faces; tilt of the outward normal from the zenith."""
    ra = gap_rayleigh(outer, inner, thickness, gas)
    # Seen from the warmer face: of a roof the inner one lies below.
    slope = tilt_deg if inner > outer else 180 - tilt_deg
    conductivity = gas_at(gas, (outer + inner) / 2 + 273.15)[0]
    one, other = emissivities
    grey = 1 / (1 / one + 1 / other - 1) if one * other > 0 else 0.0
    return gap_nusselt(ra, height / thickness, slope) * conductivity / thickness + grey * radiation(outer, inner)


# ---------------------------------------------------------------- conduction


def transmission(construction, omega):
    """(2, 2) complex: temperature and flux at the outer face from those at the inner one (Carslaw and Jaeger)."""
    matrix = np.eye(2, dtype=complex)
    for layer in construction.layers:
        if isinstance(layer, Material):
            gamma = np.sqrt(1j * omega * layer.density * layer.specific_heat / layer.conductivity)
            x = gamma * layer.thickness
            k = layer.conductivity * gamma
            part = np.array([[np.cosh(x), np.sinh(x) / k], [k * np.sinh(x), np.cosh(x)]])
        else:
            part = np.array([[1.0, layer.resistance], [0.0, 1.0]])
        matrix = matrix @ part
    return matrix


def admittances(construction, omega):
    """Complex fluxes into the wall at outer and inner face: q = Y [To, Ti], as ((oo, oi), (io, ii))."""
    (a, b), (_, d) = transmission(construction, omega)
    return np.array([[d / b, -1 / b], [-1 / b, a / b]])


class WallOfCells:
    """Finite volumes of one construction, advanced by the matrix exponential with faces held over the step."""

    def __init__(self, construction, step):
        capacity, resistance = (np.array(values) for values in _cells(construction))
        n = capacity.size
        self.capacity, self.n = capacity, n
        if n == 0:
            self.u = 1.0 / construction.resistance
            return
        g = 1.0 / resistance
        self.outer_g, self.inner_g = g[0], g[-1]
        a = np.diag(-(g[:-1] + g[1:])) + np.diag(g[1:-1], 1) + np.diag(g[1:-1], -1)
        b = np.zeros((n, 2))
        b[0, 0], b[-1, 1] = g[0], g[-1]
        # Cells, faces and the time integral of the cells in one linear system.
        system = np.zeros((2 * n + 2, 2 * n + 2))
        system[:n, :n], system[:n, n : n + 2] = a / capacity[:, None], b / capacity[:, None]
        system[n + 2 :, :n] = np.eye(n)
        advanced = expm(system * step)
        self.to_state, self.to_mean = advanced[:n, : n + 2], advanced[n + 2 :, : n + 2] / step

    def start(self, temperature):
        return np.full(self.n, float(temperature))

    def fluxes(self, state):
        """Mean fluxes into the wall, outer and inner, as (constant, per To, per Ti)."""
        if self.n == 0:
            return np.array([0.0, self.u, -self.u]), np.array([0.0, -self.u, self.u])
        rows = []
        for cell, g, face in ((0, self.outer_g, 0), (-1, self.inner_g, 1)):
            mean = self.to_mean[cell]
            row = np.array([-g * mean[: self.n] @ state, -g * mean[self.n], -g * mean[self.n + 1]])
            row[1 + face] += g
            rows.append(row)
        return rows[0], rows[1]

    def advance(self, state, to, ti):
        if self.n == 0:
            return state
        return self.to_state @ np.concatenate([state, [to, ti]])


# ---------------------------------------------------------------- shadows


def inside_polygon(x, y, polygon):
    """Crossing number; x, y arrays, polygon (n, 2)."""
    inside = np.zeros(np.shape(x), dtype=bool)
    for (xa, ya), (xb, yb) in zip(polygon, np.roll(polygon, -1, axis=0)):
        crosses = (ya > y) != (yb > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            at = xa + (y - ya) / (yb - ya) * (xb - xa)
        inside ^= crosses & (x < at)
    return inside


def sunlit_by_rays(receiver, shades, direction, n=200):
    """Share of an (m, 2) polygon in the plane z = 0 from which rays towards `direction` miss every (c, 3) shade."""
    low, high = receiver.min(axis=0), receiver.max(axis=0)
    xs = low[0] + (np.arange(n) + 0.5) / n * (high[0] - low[0])
    ys = low[1] + (np.arange(n) + 0.5) / n * (high[1] - low[1])
    x, y = (a.ravel() for a in np.meshgrid(xs, ys))
    keep = inside_polygon(x, y, receiver)
    x, y = x[keep], y[keep]
    dark = np.zeros(x.size, dtype=bool)
    d = np.asarray(direction, dtype=float)
    for shade in shades:
        normal = np.zeros(3)
        for p, q in zip(shade, np.roll(shade, -1, axis=0)):
            normal += np.cross(p, q)
        along = normal @ d
        if abs(along) < 1e-12:
            continue
        origins = np.column_stack([x, y, np.zeros_like(x)])
        reach = ((shade[0] - origins) @ normal) / along
        hits = origins + reach[:, None] * d
        # Flatten along the axis that the shade's normal is closest to.
        flat = [axis for axis in range(3) if axis != int(np.argmax(np.abs(normal)))]
        dark |= (reach > 1e-9) & inside_polygon(hits[:, flat[0]], hits[:, flat[1]], shade[:, flat])
    return 1.0 - dark.mean()


def polygon_hits(origins, direction, polygon):
    """Distance along `direction` from each origin (n, 3) to a plane polygon; inf where it is missed."""
    polygon, d = np.asarray(polygon, dtype=float), np.asarray(direction, dtype=float)
    normal = sum(np.cross(p, q) for p, q in zip(polygon, np.roll(polygon, -1, axis=0)))
    across = normal @ d
    if abs(across) < 1e-12:
        return np.full(len(origins), np.inf)
    reach = ((polygon[0] - origins) @ normal) / across
    hits = origins + reach[:, None] * d
    flat = [axis for axis in range(3) if axis != int(np.argmax(np.abs(normal)))]
    inside = inside_polygon(hits[:, flat[0]], hits[:, flat[1]], polygon[:, flat])
    return np.where((reach > 1e-9) & inside, reach, np.inf)


def beam_by_rays(window, faces, shades, sun, n=120):
    """Share of the sunlit beam through a window that meets each face first; rays from a grid of points on the window.

    window: rectangle (4, 3); faces, shades: polygons in site coordinates, an opening after the face it lies in;
    sun: towards the sun. None where the window lies in the dark.
    """
    corner, along, _, up = (np.array(v, dtype=float) for v in window)
    # Off the middle of the grid, so that no ray runs along an edge between two faces.
    u, v = (a.ravel() for a in np.meshgrid((np.arange(n) + 0.4837) / n, (np.arange(n) + 0.5191) / n))
    points = corner + u[:, None] * (along - corner) + v[:, None] * (up - corner)
    for shade in shades:
        points = points[np.isinf(polygon_hits(points, sun, shade))]
    if len(points) == 0:
        return None
    reach = np.array([polygon_hits(points, -np.asarray(sun), face) for face in faces])
    # Where an opening and its wall are met at one distance, the opening stands last and takes the ray.
    last_first = reach[::-1]
    first = len(faces) - 1 - np.argmin(np.where(last_first > last_first.min(axis=0) + 1e-9, 1, 0), axis=0)
    assert np.isfinite(reach.min(axis=0)).all(), "a ray leaves the zone between its faces"
    return np.bincount(first, minlength=len(faces)) / len(points)


# ---------------------------------------------------------------- glass


def stack_by_fluxes(layers):
    """Transmittance, reflectance and absorptances of layers (t, front, back), all fluxes between them in one system."""
    p = len(layers)
    # Unknowns: flux towards the room before layer i and after the last, flux towards outdoors likewise.
    a, b = np.eye(2 * p + 2), np.zeros(2 * p + 2)
    b[0] = 1.0
    for i, (t, front, back) in enumerate(layers):
        a[i + 1, i] -= t
        a[i + 1, p + 1 + i + 1] -= back
        a[p + 1 + i, i] -= front
        a[p + 1 + i, p + 1 + i + 1] -= t
    flux = np.linalg.solve(a, b)
    inward, outward = flux[: p + 1], flux[p + 1 :]
    absorbed = [
        inward[i] * (1 - t - front) + outward[i + 1] * (1 - t - back) for i, (t, front, back) in enumerate(layers)
    ]
    return inward[-1], outward[0], np.array(absorbed)


def fresnel_sheet(index, passes, angle):
    """Transmittance and reflectance of a sheet: every reflection at its two faces, both polarisations.

    passes: share that a ray at normal incidence loses not in one passage.
    """
    inside = math.asin(math.sin(angle) / index)
    through = passes ** (1 / math.cos(inside))
    t = r = 0.0
    if angle == 0.0:
        faces = [((index - 1) / (index + 1)) ** 2] * 2
    else:
        faces = [
            (math.sin(inside - angle) / math.sin(inside + angle)) ** 2,
            (math.tan(inside - angle) / math.tan(inside + angle)) ** 2,
        ]
    for rho in faces:
        ray, t_of, r_of = (1 - rho) * through, 0.0, rho
        for bounce in range(200):
            if bounce % 2 == 0:
                t_of += ray * (1 - rho)
            else:
                r_of += ray * (1 - rho)
            ray *= rho * through
        t, r = t + t_of / 2, r + r_of / 2
    return t, r


# ---------------------------------------------------------------- control


def controls_by_trial(matrix, rhs, low, high, tolerance=1e-7):
    """All consistent control sets of zones (air at 2z): list of (control, x, power)."""
    nz = low.size
    found = []
    for control in itertools.product((0, 1, 2), repeat=nz):
        a, b = matrix.copy(), rhs.copy()
        if any((c == 1 and not np.isfinite(low[z])) or (c == 2 and not np.isfinite(high[z]))
               for z, c in enumerate(control)):  # fmt: skip
            continue
        for z, c in enumerate(control):
            if c:
                a[2 * z] = 0.0
                a[2 * z, 2 * z] = 1.0
                b[2 * z] = low[z] if c == 1 else high[z]
        x = np.linalg.solve(a, b)
        power = (matrix @ x - rhs)[0::2]
        power[[z for z, c in enumerate(control) if c == 0]] = 0.0
        fits = all(
            (c == 0 and low[z] - tolerance <= x[2 * z] <= high[z] + tolerance)
            or (c == 1 and power[z] >= -tolerance)
            or (c == 2 and power[z] <= tolerance)
            for z, c in enumerate(control)
        )
        if fits:
            found.append((control, x, power))
    return found


# ---------------------------------------------------------------- steady state


def steady_flux(construction, outdoors, indoors, hot_out, cold_out, hot_in, cold_in, roughness, forced, eps=0.0):
    """Flux [W/m2] out of a room through a wall with natural films, by bisection on the inner face's temperature.

    The outer face radiates to surroundings at air temperature, the inner one not at all.
    """

    def outer_of(ti):
        h = inside_film(ti, indoors, hot_in, cold_in)
        return ti - h * (indoors - ti) * construction.resistance

    def defect(ti):
        to = outer_of(ti)
        h = outside_film(to, outdoors, hot_out, cold_out, roughness, forced) + eps * radiation(to, outdoors)
        return (ti - to) / construction.resistance - h * (to - outdoors)

    ti = brentq(defect, min(outdoors, indoors), max(outdoors, indoors), xtol=1e-13)
    return (ti - outer_of(ti)) / construction.resistance


# ---------------------------------------------------------------- the march


class NaiveMarch:
    """A building stepped by one dense system over all faces, panes, star nodes and air.

    Takes areas, computed films and shares from the engine's records and nothing else: conduction is that of
    `WallOfCells`, panes, imposed films and schedules are read from the building.
    """

    def __init__(self, building, network, climate, solar, per_hour, start=20.0):
        self.building, self.net, self.climate, self.solar = building, network, climate, solar
        self.per_hour, self.step = per_hour, 3600.0 / per_hour
        # Each wall, then its windows and doors.
        self.parts = [
            (surface, part)
            for zone in building.zones
            for surface in zone.surfaces
            for part in (surface, *surface.openings)
        ]
        cache = {}
        self.walls = []
        for _, part in self.parts:
            if not isinstance(part, Window) and part.construction not in cache:
                cache[part.construction] = WallOfCells(part.construction, self.step)
            self.walls.append(None if isinstance(part, Window) else cache[part.construction])
        el, faces, zones = network.elements, network.faces, network.zones
        self.ne, self.nf, self.nz = el.area.size, faces.area.size, zones.capacity.size
        self.imposed = {}
        for e, (_, part) in enumerate(self.parts):
            self.imposed[el.inner_face[e]] = part.films.inside
            if el.outer_face[e] >= 0:
                self.imposed[el.outer_face[e]] = part.films.outside
        # Unknowns: air and star of each zone, then the two faces of each wall or of each pane of a window.
        self.nodes, used = [], 2 * self.nz
        for _, part in self.parts:
            count = 2 * len(self.panes(part)) if isinstance(part, Window) else 2
            self.nodes.append(list(range(used, used + count)))
            used += count
        self.unknowns = used
        self.state = [w.start(start) if w else np.empty(0) for w in self.walls]
        self.glass = [np.full(len(nodes), start) for nodes in self.nodes]
        self.outer = np.full(self.ne, start)
        self.face = np.full(self.nf, start)
        self.air, self.star, self.radiant = (np.full(self.nz, start) for _ in range(3))

    @staticmethod
    def panes(window):
        """(resistance, heat capacity) of each pane, outside first."""
        if isinstance(window.glazing, PaneGlazing):
            return [
                (p.thickness / p.conductivity, p.thickness * p.density * p.specific_heat) for p in window.glazing.panes
            ]
        return [(glazing_optics(window.glazing).resistances[0], 0.0)]

    def now(self, schedule, k):
        """Mean of a schedule over step k: it runs from its value to its end within the hour."""
        hour, part = divmod(k, self.per_hour)
        begin, end = schedule.values[hour], schedule.end_values[hour]
        return begin + (end - begin) * (part + 0.5) / self.per_hour

    def setpoints(self, k):
        low, high = np.full(self.nz, -np.inf), np.full(self.nz, np.inf)
        for z, zone in enumerate(self.building.zones):
            if zone.thermostat and zone.thermostat.heating_c:
                low[z] = self.now(zone.thermostat.heating_c, k)
            if zone.thermostat and zone.thermostat.cooling_c:
                high[z] = self.now(zone.thermostat.cooling_c, k)
        return low, high

    def gains(self, k):
        """Convective and radiant gains of each zone [W]."""
        power = np.zeros((self.nz, 2))
        for z, zone in enumerate(self.building.zones):
            for gain in zone.gains:
                share = gain.radiant_fraction
                power[z] += gain.power_w * self.now(gain.schedule, k) * np.array([1 - share, share])
        return power.T

    def coefficients(self, k, low, high, radiant):
        faces = self.net.faces
        expected = np.clip(self.air, low, high)
        hc, hr, absorbed = np.zeros(self.nf), np.zeros(self.nf), np.zeros(self.nf)
        for f in range(self.nf):
            z = faces.zone[f]
            if self.imposed[f] is not None:
                hc[f] = self.imposed[f]
            elif faces.glass_film[f] > 0:
                hc[f] = glass_film(self.face[f], expected[z], faces.glass_film[f], faces.glass_slope[f])
            else:
                hc[f] = inside_film(self.face[f], expected[z], faces.hot_film[f], faces.cold_film[f])
            hr[f] = faces.radiative[f] * radiation(self.face[f], self.star[z])
            absorbed[f] = faces.radiant_gain[f] * radiant[z]
        for z in range(self.nz):
            # Exact long-wave exchange less that of the star network, at the last temperatures.
            own = np.flatnonzero(faces.zone == z)
            weight = faces.area[own] * hr[own]
            if weight.sum() <= 0.0:
                continue
            emitted = SIGMA * (self.face[own] + 273.15) ** 4
            exact = (faces.exchange[own, : own.size] * (emitted[None, :] - emitted[:, None])).sum(axis=1)
            star = weight * (weight @ self.face[own] / weight.sum() - self.face[own])
            absorbed[own] += (exact - star) / faces.area[own]
        return hc, hr, absorbed

    def sun_inside(self, k):
        """Sun through the windows that each face absorbs [W/m2]."""
        faces, sun, el = self.net.faces, self.net.sun, self.net.elements
        traced = sun.traced.size > 0
        taken = sun.traced[k].copy() if traced else np.zeros(self.nf)
        for w in range(sun.element.size):
            e, z = sun.element[w], sun.zone[w]
            own = np.flatnonzero(faces.zone == z)
            beam, diffuse = self.solar[k, el.solar_column[e] : el.solar_column[e] + 2] * el.area[e]
            for position, f in enumerate(own):
                share = diffuse * sun.diffuse[w, position] + (0.0 if traced else beam * sun.beam[w, position])
                taken[f] += share / faces.area[f]
        return taken

    def outdoor_side(self, k, e):
        """Conductances of the outer face to sky and to air, and the temperature that the air film has."""
        el, climate = self.net.elements, self.climate
        surface, part = self.parts[e]
        t_out = climate.temperature[k]
        facing = climate.wind_x[k] * el.normal_x[e] + climate.wind_y[k] * el.normal_y[e] >= -1e-9
        forced = el.windward[e] * climate.wind_089[k] if facing else el.leeward[e] * climate.wind_0617[k]
        film, at = outside_film(self.outer[e], t_out, el.hot_film[e], el.cold_film[e], el.roughness[e], forced), t_out
        if climate.raining[k] and surface.boundary.wind_exposed:
            film, at = 1000.0, climate.wet_bulb[k]
        if part.films.outside is not None:
            film, at = part.films.outside, t_out
        eps, sky = el.emissivity[e], el.sky_share[e]
        to_sky = eps * sky * radiation(self.outer[e], climate.sky[k])
        to_air = eps * (1 - sky) * radiation(self.outer[e], t_out)
        return to_sky, to_air, film, at

    def air_change(self, k):
        zones, t_out, rc = self.net.zones, self.climate.temperature[k], self.climate.heat_capacity[k]
        leak, fresh = zones.infiltration * rc, np.zeros(self.nz)
        for z, zone in enumerate(self.building.zones):
            supply, night = zone.ventilation, zone.ventilative_cooling
            if supply:
                limit = np.inf if supply.bypass_above_c is None else supply.bypass_above_c
                bypassed = self.air[z] > limit and t_out < self.air[z]
                flow = supply.flow_m3_s * self.now(supply.schedule, k)
                fresh[z] += flow * (1 - (0.0 if bypassed else supply.heat_recovery)) * rc
            if (
                night
                and self.air[z] > night.above_indoor_c
                and self.air[z] - t_out > night.delta_k
                and t_out >= night.above_outdoor_c
            ):
                fresh[z] += night.flow_m3_s * self.now(night.schedule, k) * rc
        return leak, fresh

    def glass_links(self, k, e, sunshine):
        """Of a window: conductances between neighbouring nodes, capacity and sun of each node."""
        surface, window = self.parts[e]
        el, last = self.net.elements, self.glass[e]
        optics, panes = glazing_optics(window.glazing), self.panes(window)
        seen_from_room = optics.back_absorptance
        of_each = seen_from_room / seen_from_room.sum() if seen_from_room.sum() > 0 else seen_from_room
        vertical = math.sin(math.radians(surface.tilt_deg))
        length = window.height / vertical if vertical > 0.1 else math.sqrt(window.area)
        links, capacity, sun = [], [], []
        for i, (resistance, heat_capacity) in enumerate(panes):
            absorbed = self.solar[k, el.solar_column[e] + 2 + i] + sunshine * of_each[i]
            capacity += [heat_capacity / 2] * 2
            sun += [absorbed / 2] * 2
            if i:
                gap, (outside, inside) = window.glazing.gaps[i - 1], window.glazing.panes[i - 1 : i + 1]
                links.append(
                    gap_conductance(
                        last[2 * i - 1],
                        last[2 * i],
                        (outside.emissivity_back, inside.emissivity_front),
                        gap.thickness,
                        length,
                        surface.tilt_deg,
                        gap.gas,
                    )
                )
            links.append(1 / resistance)
        return links, capacity, sun

    def advance(self, k):
        """One step; returns heating and cooling power [W], air, operative part (mean radiant) and the terms [J]."""
        month = month_of_hour()[k // self.per_hour]
        el, faces, zones = self.net.elements, self.net.faces, self.net.zones
        t_out, t_sky = self.climate.temperature[k], self.climate.sky[k]
        low, high = self.setpoints(k)
        convective, radiant_gains = self.gains(k)
        hc, hr, absorbed = self.coefficients(k, low, high, radiant_gains)
        sunshine = self.sun_inside(k)
        is_glass = np.zeros(self.nf, dtype=bool)
        for e, (_, part) in enumerate(self.parts):
            is_glass[el.inner_face[e]] |= isinstance(part, Window)
        absorbed[~is_glass] += sunshine[~is_glass]
        leak, fresh = self.air_change(k)
        nz = self.nz
        a, b = np.zeros((self.unknowns, self.unknowns)), np.zeros(self.unknowns)
        for z in range(nz):
            a[2 * z, 2 * z] = leak[z] + fresh[z] + zones.capacity[z] / self.step
            b[2 * z] = (leak[z] + fresh[z]) * t_out + convective[z] + zones.capacity[z] / self.step * self.air[z]

        def room_side(node, f):
            # Convection and radiation of a face, in its own balance and in those of air and star.
            z, area = faces.zone[f], faces.area[f]
            a[node, node] += hc[f] + hr[f]
            a[node, 2 * z] -= hc[f]
            a[node, 2 * z + 1] -= hr[f]
            b[node] += absorbed[f]
            for other, h in ((2 * z, hc[f]), (2 * z + 1, hr[f])):
                a[other, other] += area * h
                a[other, node] -= area * h

        fluxes = [None] * self.ne
        for e, (surface, part) in enumerate(self.parts):
            nodes = self.nodes[e]
            outer, inner = nodes[0], nodes[-1]
            room_side(inner, el.inner_face[e])
            if isinstance(part, Window):
                links, capacity, sun = self.glass_links(k, e, sunshine[el.inner_face[e]])
                for one, other, g in zip(nodes, nodes[1:], links):
                    a[[one, other], [one, other]] += g
                    a[[one, other], [other, one]] -= g
                for node, c, s, before in zip(nodes, capacity, sun, self.glass[e]):
                    a[node, node] += c / self.step
                    b[node] += c / self.step * before + s
            else:
                fluxes[e] = self.walls[e].fluxes(self.state[e])
                for row, q in zip((outer, inner), fluxes[e]):
                    a[row, outer] += q[1]
                    a[row, inner] += q[2]
                    b[row] -= q[0]
            boundary = surface.boundary
            if isinstance(boundary, Adjacent):
                room_side(outer, el.outer_face[e])
            elif isinstance(boundary, Ground):
                a[outer] = 0.0
                a[outer, outer] = 1.0
                b[outer] = boundary.monthly[month]
            elif isinstance(boundary, Outdoors):
                to_sky, to_air, film, at = self.outdoor_side(k, e)
                a[outer, outer] += to_sky + to_air + film
                b[outer] += to_sky * t_sky + to_air * t_out + film * at
                if not isinstance(part, Window) and el.solar_column[e] >= 0:
                    b[outer] += part.construction.outside.solar_absorptance * self.solar[k, el.solar_column[e]]
            else:
                assert isinstance(boundary, Adiabatic)
        for z in range(nz):
            # Where nothing radiates the star node has no equation; any value serves.
            a[2 * z + 1, 2 * z + 1] += a[2 * z + 1, 2 * z + 1] == 0.0
        x, power = self.controlled(a, b, low, high)
        terms = np.zeros((nz, 11))
        for e, (surface, part) in enumerate(self.parts):
            f, area = el.inner_face[e], el.area[e] * self.step
            z = faces.zone[f]
            to, ti = x[self.nodes[e][0]], x[self.nodes[e][-1]]
            self.outer[e], self.face[f] = to, ti
            if isinstance(part, Window):
                # What the innermost face hands to air and star beyond what it received from them and from gains.
                given = hc[f] * (ti - x[2 * z]) + hr[f] * (ti - x[2 * z + 1]) - absorbed[f]
                terms[z, 5] += area * given
                self.glass[e] = x[self.nodes[e]].copy()
                continue
            into_outer, into_inner = (area * (q[0] + q[1] * to + q[2] * ti) for q in fluxes[e])
            before = self.state[e]
            self.state[e] = self.walls[e].advance(before, to, ti)
            if isinstance(surface.boundary, Adjacent):
                self.face[el.outer_face[e]] = to
                terms[z, 9] -= into_inner
                terms[faces.zone[el.outer_face[e]], 9] -= into_outer
                continue
            if self.walls[e].n:
                terms[z, 10] += el.area[e] * self.walls[e].capacity @ (self.state[e] - before)
            terms[z, 6 if isinstance(surface.boundary, Ground) else 4] += into_outer
        air = x[0 : 2 * nz : 2]
        terms[:, 0], terms[:, 1] = np.maximum(power, 0.0) * self.step, np.minimum(power, 0.0) * self.step
        terms[:, 2] = (np.bincount(faces.zone, absorbed * faces.area, minlength=nz) - radiant_gains) * self.step
        terms[:, 3] = (radiant_gains + convective) * self.step
        terms[:, 7], terms[:, 8] = leak * (t_out - air) * self.step, fresh * (t_out - air) * self.step
        terms[:, 10] += zones.capacity * (air - self.air)
        self.air, self.star = air.copy(), x[1 : 2 * nz : 2].copy()
        mean = np.bincount(faces.zone, faces.mean_radiant * self.face, minlength=nz)
        last, self.radiant = self.radiant, mean
        return power, air, mean, last, terms

    @staticmethod
    def controlled(a, b, low, high):
        nz = low.size
        for control in itertools.product((0, 1, 2), repeat=nz):
            m, r = a.copy(), b.copy()
            for z, c in enumerate(control):
                if c:
                    m[2 * z] = 0.0
                    m[2 * z, 2 * z] = 1.0
                    r[2 * z] = (low if c == 1 else high)[z]
            if not np.isfinite(r).all():
                continue
            x = np.linalg.solve(m, r)
            power = a @ x - b
            fits = all(
                (c == 0 and low[z] <= x[2 * z] <= high[z])
                or (c == 1 and power[2 * z] >= 0.0)
                or (c == 2 and power[2 * z] <= 0.0)
                for z, c in enumerate(control)
            )
            if fits:
                return x, np.array([power[2 * z] if c else 0.0 for z, c in enumerate(control)])
        raise AssertionError("no set of controls fits")
