"""Sun on the outer planes of sixteen buildings, hour by hour: each building stands and is shaded in its own way.

A facade is an upright wall with a band of windows, both under horizontal overhangs as wide as the wall. At the depth
y below an overhang of depth d the sun reaches the wall where y > s, the length of the shadow s = d sin(elevation)/c,
with c the cosine of incidence; towards the end that the sun comes from, the slanting edge of the shadow leaves a
triangle open, cut off at the other end where it would reach beyond. Lengths times c need no division and stay finite
where the sun grazes the wall.

What a pane lets through is a polynomial in c, so that an hour needs the moments of its beam over c alone.
"""

from numba import njit

from fluxion.engine._kernels.batch.lanes import larger, load, magnitude, reciprocal, smaller, splat, store

#: Columns of a facade: incident on its opaque part, on that below another overhang, transmitted beam and diffuse,
#: absorbed in the pane.
INCIDENT, INCIDENT_BELOW, BEAM, DIFFUSE, ABSORBED = range(5)
COLUMNS = 5
#: Instants of an hour at which the sun is looked up, and what is known of each: x, y, z, weights of beam and halo.
INSTANTS = 6
INSTANT = 5
# Product of direction components below which no open triangle is computed; its area then vanishes.
_LEAST_SLANT = 1e-6


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def opened(edge, near, far):
    """Open triangle between a near and a far end; twice its area times c, along, rise and c once more.

    edge: how far the slanting edge runs along the wall at the lower end of the shadow; near, far: the ends; all lengths
    times rise and c.
    """
    whole, beyond = larger(0.0, edge - near), larger(0.0, edge - far)
    return whole * whole - beyond * beyond


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def lit_shares(a, c, rise, along, light):
    """Lit shares of facade `a` times the cosine of incidence: windows, opaque part, opaque part below another overhang.

    c: cosine of incidence; rise: sine of the sun's elevation; along: size of the sun's component along the wall.
    """
    margin, width, zero = load(light.margin, a), load(light.width, a), splat(0.0)
    per_window, to_wall, per_wall = load(light.per_window, a), load(light.window_to_wall, a), load(light.per_wall, a)
    reach, graze = load(light.depth, a) * rise, c * rise
    over, end = reciprocal(larger(_LEAST_SLANT, along * graze)), width * graze
    band = smaller(c * load(light.height, a), reach)
    dark = band * load(light.per_height, a)
    dark = dark - opened(band * along, margin * graze, end - margin * graze) * over * per_window
    strip, per_opaque = smaller(c * load(light.below, a), reach), over * per_window * to_wall
    rest = c + dark * to_wall - strip * per_wall + opened(strip * along, zero, end) * per_opaque
    # Above its own overhang a wall lies in the shadow of that of the storey above.
    first = smaller(c * load(light.distance, a), reach)
    last = smaller(first + c * load(light.above, a), reach)
    open_upper = opened(last * along, zero, end) - opened(first * along, zero, end)
    return c - dark, rest, rest - (last - first) * per_wall + open_upper * per_opaque


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def polynomial(coefficients, a, first, second, third, fourth):
    """A polynomial of facade `a` over moments of the first to the fourth power."""
    low = load(coefficients, 4 * a) * first + load(coefficients, 4 * a + 1) * second
    return low + load(coefficients, 4 * a + 2) * third + load(coefficients, 4 * a + 3) * fourth


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def shine(a, row, light):
    """The columns of facade `a` in hour `row` of those with sun [W/m2]."""
    x, y, z = load(light.normal_x, a), load(light.normal_y, a), load(light.normal_z, a)
    zero = splat(0.0)
    beam, halo, lower_beam, lower_halo, window_halo = zero, zero, zero, zero, zero
    first, second, third, fourth = zero, zero, zero, zero
    for i in range(row * INSTANTS, (row + 1) * INSTANTS):
        dni, around = light.instants[i, 3], light.instants[i, 4]
        if dni + around == 0.0:
            continue
        east, north, rise = light.instants[i, 0], light.instants[i, 1], light.instants[i, 2]
        c = larger(0.0, x * east + y * north + z * rise)
        lit, wall, lower = c, c, c
        if light.shaded[a]:
            lit, wall, lower = lit_shares(a, c, rise, magnitude(x * north - y * east), light)
            lower_beam, lower_halo = lower_beam + lower * dni, lower_halo + lower * around
        beam, halo = beam + wall * dni, halo + wall * around
        if light.glazed[a]:
            window_halo = window_halo + lit * around
            power = lit * c * dni
            first = first + power
            power = power * c
            second = second + power
            power = power * c
            third = third + power
            fourth = fourth + power * c
    even, rim = light.skies[row, 0], light.skies[row, 1]
    from_ground = load(light.ground_view, a) * light.skies[row, 2]
    at = COLUMNS * a
    sky = load(light.wall_sky, a) * even + load(light.wall_rim, a) * rim + halo
    store(light.columns, at + INCIDENT, beam + larger(0.0, sky) + from_ground)
    if light.shaded[a]:
        sky = load(light.lower_sky, a) * even + load(light.lower_rim, a) * rim + lower_halo
        store(light.columns, at + INCIDENT_BELOW, lower_beam + larger(0.0, sky) + from_ground)
    if light.glazed[a]:
        sky = load(light.window_sky, a) * even + load(light.window_rim, a) * rim + window_halo
        diffuse = larger(0.0, sky) + from_ground
        kept = polynomial(light.kept, a, first, second, third, fourth)
        store(light.columns, at + BEAM, polynomial(light.through, a, first, second, third, fourth))
        store(light.columns, at + DIFFUSE, diffuse * load(light.through_diffuse, a))
        store(light.columns, at + ABSORBED, kept + diffuse * load(light.kept_diffuse, a))


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def open_sky(directions, light):
    """How much of the sky's even part and of its rim reaches each facade under its overhangs; written to `light`.

    directions: (k, 5) cosine of incidence, sine of elevation, component along the wall, weight in the even sky and in
    the rim; weights times cosines sum to one.
    """
    zero, one = splat(0.0), splat(1.0)
    for a in range(light.glazed.size):
        if not light.shaded[a]:
            for shares in (light.wall_sky, light.wall_rim, light.lower_sky, light.lower_rim):
                store(shares, a, one)
            store(light.window_sky, a, one)
            store(light.window_rim, a, one)
            continue
        sky, rim, lower_sky, lower_rim, window_sky, window_rim = zero, zero, zero, zero, zero, zero
        for k in range(directions.shape[0]):
            even, edge = directions[k, 3], directions[k, 4]
            shares = lit_shares(a, splat(directions[k, 0]), directions[k, 1], directions[k, 2], light)
            lit, wall, lower = shares
            window_sky, window_rim = window_sky + lit * even, window_rim + lit * edge
            sky, rim = sky + wall * even, rim + wall * edge
            lower_sky, lower_rim = lower_sky + lower * even, lower_rim + lower * edge
        store(light.wall_sky, a, sky)
        store(light.wall_rim, a, rim)
        store(light.lower_sky, a, lower_sky)
        store(light.lower_rim, a, lower_rim)
        store(light.window_sky, a, window_sky)
        store(light.window_rim, a, window_rim)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def spread(light, sun):
    """What every face, side and pane receives of the facades' columns [W/m2]."""
    for receiver in range(light.first_ray.size - 1):
        total = splat(0.0)
        for ray in range(light.first_ray[receiver], light.first_ray[receiver + 1]):
            total = total + load(light.share, ray) * load(light.columns, light.ray_column[ray])
        store(sun, receiver, total)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def light_hour(row, before, light, sun):
    """Renew `sun` for the hour `row` of those with sun, 0 for a dark one; before: row of the last hour."""
    if row > 0:
        for a in range(light.glazed.size):
            shine(a, row, light)
        spread(light, sun)
    elif before != 0:
        zero = splat(0.0)
        for receiver in range(light.first_ray.size - 1):
            store(sun, receiver, zero)
