"""Slow and obvious twins of the engine's kernels: the same physics, written as it stands in the text books.

Nothing here is eliminated, tabulated or diagonalised: walls are matrices of cells, shadows are rays, thermostats are
tried one by one, and a time step is one dense system over every face, star node and air volume.
"""

import itertools
import math

import numpy as np
from scipy.linalg import expm
from scipy.optimize import brentq

from fluxion.building import Adiabatic, Adjacent, Ground, Material, Outdoors
from fluxion.engine.conduction import _cells

SIGMA = 5.670374419e-8


# ---------------------------------------------------------------- films


def inside_film(face, air, hot, cold, exponent):
    return max((hot if face > air else cold) * abs(face - air) ** exponent, 0.1)


def outside_film(face, air, hot, cold, roughness, forced):
    natural = (hot if face > air else cold) * abs(face - air) ** (1 / 3)
    return natural + roughness * (math.hypot(natural, forced) - natural)


def radiation(a, b):
    """sigma (Ta^4 - Tb^4) / (Ta - Tb)."""
    a, b = a + 273.15, b + 273.15
    return SIGMA * (a**4 - b**4) / (a - b) if abs(a - b) > 1e-3 else 4 * SIGMA * ((a + b) / 2) ** 3


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
        h = inside_film(ti, indoors, hot_in, cold_in, 1 / 3)
        return ti - h * (indoors - ti) * construction.resistance

    def defect(ti):
        to = outer_of(ti)
        h = outside_film(to, outdoors, hot_out, cold_out, roughness, forced) + eps * radiation(to, outdoors)
        return (ti - to) / construction.resistance - h * (to - outdoors)

    ti = brentq(defect, min(outdoors, indoors), max(outdoors, indoors), xtol=1e-13)
    return (ti - outer_of(ti)) / construction.resistance


# ---------------------------------------------------------------- the march


class NaiveMarch:
    """A building stepped by one dense system over outer faces, inner faces, star nodes and air.

    Takes areas, films and shares from the engine's records and nothing else: conduction is that of `WallOfCells`.
    """

    def __init__(self, building, network, hourly, climate, solar, per_hour, start=20.0):
        self.net, self.hourly, self.climate, self.solar = network, hourly, climate, solar
        self.per_hour, self.step = per_hour, 3600.0 / per_hour
        self.surfaces = []
        for zone in building.zones:
            for surface in zone.surfaces:
                self.surfaces += [(surface, False)] + [(surface, True)] * len(surface.windows)
        cache = {}
        self.walls = []
        for surface, is_window in self.surfaces:
            key = surface.construction
            if not is_window and key not in cache:
                cache[key] = WallOfCells(surface.construction, self.step)
            self.walls.append(None if is_window else cache[key])
        el, faces, zones = network.elements, network.faces, network.zones
        self.ne, self.nf, self.nz = el.area.size, faces.area.size, zones.capacity.size
        self.state = [w.start(start) if w else np.empty(0) for w in self.walls]
        self.outer = np.full(self.ne, start)
        self.face = np.full(self.nf, start)
        self.air, self.star, self.radiant = (np.full(self.nz, start) for _ in range(3))

    def coefficients(self, k, hour):
        faces, sun, el = self.net.faces, self.net.sun, self.net.elements
        expected = np.clip(self.air, self.hourly.heating[hour], self.hourly.cooling[hour])
        hc, hr, absorbed = np.zeros(self.nf), np.zeros(self.nf), np.zeros(self.nf)
        for f in range(self.nf):
            z = faces.zone[f]
            hc[f] = inside_film(self.face[f], expected[z], faces.hot_film[f], faces.cold_film[f], faces.exponent[f])
            hr[f] = faces.radiative[f] * radiation(self.face[f], self.star[z])
            absorbed[f] = faces.radiant_gain[f] * self.hourly.radiant[hour, z]
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
        for w in range(sun.element.size):
            e, z = sun.element[w], sun.zone[w]
            own = np.flatnonzero(faces.zone == z)
            beam, diffuse = self.solar[k, el.solar_column[e] : el.solar_column[e] + 2] * el.area[e]
            for position, f in enumerate(own):
                absorbed[f] += (beam * sun.beam[w, position] + diffuse * sun.diffuse[w, position]) / faces.area[f]
        return hc, hr, absorbed

    def outdoor_film(self, k, e):
        el, climate = self.net.elements, self.climate
        facing = climate.wind_x[k] * el.normal_x[e] + climate.wind_y[k] * el.normal_y[e] >= -1e-9
        forced = el.windward[e] * climate.wind_089[k] if facing else el.leeward[e] * climate.wind_0617[k]
        film = outside_film(
            self.outer[e], climate.temperature[k], el.hot_film[e], el.cold_film[e], el.roughness[e], forced
        )
        eps, sky = el.emissivity[e], el.sky_share[e]
        to_sky = eps * sky * radiation(self.outer[e], climate.sky[k])
        to_air = film + eps * (1 - sky) * radiation(self.outer[e], climate.temperature[k])
        return to_sky, to_air

    def air_change(self, k, hour):
        zones, t_out, rc = self.net.zones, self.climate.temperature[k], self.climate.heat_capacity[k]
        leak = zones.infiltration * rc
        supply = zones.ventilation * self.hourly.ventilation[hour]
        bypassed = (self.air > zones.bypass) & (t_out < self.air)
        night = zones.night * self.hourly.night[hour]
        runs = (self.air > zones.night_indoor) & (self.air - t_out > zones.night_delta) & (t_out >= zones.night_outdoor)
        night = np.where(runs, night, 0.0)
        return leak, (supply * (1 - np.where(bypassed, 0.0, zones.recovery)) + night) * rc

    def advance(self, k):
        """One step; returns heating and cooling power [W], air, operative part (mean radiant) and the terms [J]."""
        hour = k // self.per_hour
        month = self.hourly.month[hour]
        el, faces, zones = self.net.elements, self.net.faces, self.net.zones
        t_out, t_sky = self.climate.temperature[k], self.climate.sky[k]
        hc, hr, absorbed = self.coefficients(k, hour)
        leak, fresh = self.air_change(k, hour)
        ne, nz = self.ne, self.nz
        n = 2 * ne + 2 * nz

        def at_outer(e):
            return 2 * nz + e

        def at_inner(e):
            return 2 * nz + ne + e

        a, b = np.zeros((n, n)), np.zeros(n)
        for z in range(nz):
            a[2 * z, 2 * z] = leak[z] + fresh[z] + zones.capacity[z] / self.step
            b[2 * z] = (
                (leak[z] + fresh[z]) * t_out + self.hourly.convective[hour, z]
                + zones.capacity[z] / self.step * self.air[z]
            )  # fmt: skip

        def room_side(row, unknown, f):
            # Convection and radiation of a face, in its own balance and in those of air and star.
            z, area = faces.zone[f], faces.area[f]
            a[row, unknown] += hc[f] + hr[f]
            a[row, 2 * z] -= hc[f]
            a[row, 2 * z + 1] -= hr[f]
            b[row] += absorbed[f]
            for node, h in ((2 * z, hc[f]), (2 * z + 1, hr[f])):
                a[node, node] += area * h
                a[node, unknown] -= area * h

        fluxes = []
        for e, (surface, is_window) in enumerate(self.surfaces):
            row_o, row_i = at_outer(e), at_inner(e)
            if is_window:
                u = el.d_oi[e]
                q_o, q_i = np.array([0.0, u, -u]), np.array([0.0, -u, u])
            else:
                q_o, q_i = self.walls[e].fluxes(self.state[e])
            fluxes.append((q_o, q_i))
            room_side(row_i, at_inner(e), el.inner_face[e])
            for row, q in ((row_o, q_o), (row_i, q_i)):
                a[row, at_outer(e)] += q[1]
                a[row, at_inner(e)] += q[2]
                b[row] -= q[0]
            if is_window:
                b[row_i] += 0.5 * self.solar[k, el.solar_column[e] + 2]
            boundary = surface.boundary
            if isinstance(boundary, Adjacent):
                room_side(row_o, at_outer(e), el.outer_face[e])
            elif isinstance(boundary, Ground):
                a[row_o] = 0.0
                a[row_o, at_outer(e)] = 1.0
                b[row_o] = boundary.monthly[month]
            elif isinstance(boundary, Outdoors):
                to_sky, to_air = self.outdoor_film(k, e)
                a[row_o, at_outer(e)] += to_sky + to_air
                b[row_o] += to_sky * t_sky + to_air * t_out
                if is_window:
                    b[row_o] += 0.5 * self.solar[k, el.solar_column[e] + 2]
                elif el.solar_column[e] >= 0:
                    b[row_o] += surface.construction.outside.solar_absorptance * self.solar[k, el.solar_column[e]]
            else:
                assert isinstance(boundary, Adiabatic)
        for z in range(nz):
            # Where nothing radiates the star node has no equation; any value serves.
            a[2 * z + 1, 2 * z + 1] += a[2 * z + 1, 2 * z + 1] == 0.0
        x, power = self.controlled(a, b, self.hourly.heating[hour], self.hourly.cooling[hour])
        self.outer, inner = x[2 * nz : 2 * nz + ne], x[2 * nz + ne :]
        terms = np.zeros((nz, 11))
        for e, (surface, is_window) in enumerate(self.surfaces):
            z, area = faces.zone[el.inner_face[e]], el.area[e] * self.step
            to, ti = self.outer[e], inner[e]
            into_outer, into_inner = (area * (q[0] + q[1] * to + q[2] * ti) for q in fluxes[e])
            self.face[el.inner_face[e]] = ti
            if is_window:
                terms[z, 5] += 0.5 * area * self.solar[k, el.solar_column[e] + 2] - into_inner
                continue
            before = self.state[e]
            self.state[e] = self.walls[e].advance(before, to, ti)
            if isinstance(surface.boundary, Adjacent):
                self.face[el.outer_face[e]] = to
                terms[z, 9] -= into_inner
                terms[faces.zone[el.outer_face[e]], 9] -= into_outer
                continue
            terms[z, 10] += el.area[e] * self.walls[e].capacity @ (self.state[e] - before)
            terms[z, 6 if isinstance(surface.boundary, Ground) else 4] += into_outer
        air = x[0 : 2 * nz : 2]
        radiant_gains = self.hourly.radiant[hour]
        terms[:, 0], terms[:, 1] = np.maximum(power, 0.0) * self.step, np.minimum(power, 0.0) * self.step
        terms[:, 2] = (np.bincount(faces.zone, absorbed * faces.area, minlength=nz) - radiant_gains) * self.step
        terms[:, 3] = (radiant_gains + self.hourly.convective[hour]) * self.step
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
