"""Sun on the outer planes of a block of buildings, hour by hour: each building stands and is shaded in its own way.

A facade is an upright wall with a band of windows, both under horizontal overhangs as wide as the wall. At the depth
y below an overhang of depth d the sun reaches the wall where y > s, the length of the shadow s = d sin(elevation)/c,
with c the cosine of incidence; towards the end that the sun comes from, the slanting edge of the shadow leaves a
triangle open, cut off at the other end where it would reach beyond. Lengths times c need no division and stay finite
where the sun grazes the wall.

What a pane lets through is a polynomial in c, so that an hour needs the moments of its beam over c alone. The windows'
shadow is followed from instant to instant; the open triangle and the shadow on the wall, which matter a hundred times
less, are those of the hour's mean sun.
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
# Product of direction components, and direct radiation [W/m2], below which shadows are not told apart.
_LEAST_SLANT, _LEAST_BEAM = 1e-6, 1e-3


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def opened(edge, near, far):
    """Open part between a near and a far end: twice its area times c, along, rise and c once more.

    edge: how far the slanting edge runs along the wall at the lower end of the shadow; near, far: the ends; all lengths
    times rise and c.
    """
    whole, beyond = larger(0.0, edge - near), larger(0.0, edge - far)
    return whole * whole - beyond * beyond


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def open_ends(a, c, rise, along, band, light):
    """Share of the windows of facade `a` that the slanting end of the shadow leaves open, times c.

    c: cosine of incidence; rise: sine of the sun's elevation; along: size of the sun's component along the wall; band:
    height of the windows' shadow times c.
    """
    graze, margin = c * rise, load(light.margin, a)
    ends = opened(band * along, margin * graze, (load(light.width, a) - margin) * graze)
    return ends * reciprocal(larger(_LEAST_SLANT, along * graze)) * load(light.per_window, a)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def wall_shadows(a, c, rise, along, dark, light):
    """Shadow on the opaque part of facade `a`, and on one below another overhang, as shares of its area times c.

    dark: share of the windows that lies in shadow, times c; see `open_ends` for the other arguments.
    """
    reach, graze, zero = load(light.depth, a) * rise, c * rise, splat(0.0)
    per_wall, to_wall, end = load(light.per_wall, a), load(light.window_to_wall, a), load(light.width, a) * graze
    per_opaque = reciprocal(larger(_LEAST_SLANT, along * graze)) * load(light.per_window, a) * to_wall
    own = smaller(c * load(light.below, a), reach)
    shadow = own * per_wall - opened(own * along, zero, end) * per_opaque - dark * to_wall
    # Above its own overhang a wall lies in the shadow of that of the storey above.
    first = smaller(c * load(light.distance, a), reach)
    last = smaller(first + c * load(light.above, a), reach)
    ends = opened(last * along, zero, end) - opened(first * along, zero, end)
    return shadow, shadow + (last - first) * per_wall - ends * per_opaque


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def lit_shares(a, c, rise, along, light):
    """Lit shares of facade `a` times the cosine of incidence: windows, opaque part, opaque part below another overhang.

    See `open_ends` for the arguments.
    """
    band = smaller(c * load(light.height, a), load(light.depth, a) * rise)
    dark = band * load(light.per_height, a) - open_ends(a, c, rise, along, band, light)
    shadow, lower = wall_shadows(a, c, rise, along, dark, light)
    return c - dark, c - shadow, c - lower


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def polynomial(coefficients, a, first, second, third, fourth):
    """A polynomial of facade `a` over moments of the first to the fourth power."""
    low = load(coefficients, 4 * a) * first + load(coefficients, 4 * a + 1) * second
    return low + load(coefficients, 4 * a + 2) * third + load(coefficients, 4 * a + 3) * fourth


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def shine(a, row, light):
    """The columns of facade `a` in hour `row` of those with sun [W/m2]."""
    x, y, z = load(light.normal_x, a), load(light.normal_y, a), load(light.normal_z, a)
    depth, height, per_height = load(light.depth, a), load(light.height, a), load(light.per_height, a)
    zero = splat(0.0)
    beam, halo, dark_halo, cosine, height_of_sun, slant = zero, zero, zero, zero, zero, zero
    first, second, third, fourth = zero, zero, zero, zero
    for i in range(row * INSTANTS, (row + 1) * INSTANTS):
        dni, around = light.instants[i, 3], light.instants[i, 4]
        if dni + around == 0.0:
            continue
        east, north, rise = light.instants[i, 0], light.instants[i, 1], light.instants[i, 2]
        c = larger(0.0, x * east + y * north + z * rise)
        direct, lit = c * dni, c
        beam, halo = beam + direct, halo + c * around
        if light.shaded[a]:
            shadow = smaller(c * height, depth * rise) * per_height
            lit, dark_halo = c - shadow, dark_halo + shadow * around
            cosine, height_of_sun = cosine + direct * c, height_of_sun + direct * rise
            slant = slant + direct * magnitude(x * north - y * east)
        if light.glazed[a]:
            power = lit * direct
            first = first + power
            power = power * c
            second = second + power
            power = power * c
            third = third + power
            fourth = fourth + power * c
    even, rim = light.skies[row, 0], light.skies[row, 1]
    from_ground = load(light.ground_view, a) * light.skies[row, 2]
    at = COLUMNS * a
    kept, window_halo = splat(1.0), halo - dark_halo
    if light.shaded[a]:
        # The mean sun of the facade's hour, by direct radiation.
        share = reciprocal(larger(_LEAST_BEAM, beam))
        c, rise, along = larger(_LEAST_SLANT, cosine * share), height_of_sun * share, slant * share
        band = smaller(c * height, depth * rise)
        per_cosine = reciprocal(c)
        ends = open_ends(a, c, rise, along, band, light)
        shadow, lower = wall_shadows(a, c, rise, along, band * per_height - ends, light)
        kept, kept_below = larger(0.0, 1.0 - shadow * per_cosine), larger(0.0, 1.0 - lower * per_cosine)
        sky = load(light.lower_sky, a) * even + load(light.lower_rim, a) * rim + halo * kept_below
        store(light.columns, at + INCIDENT_BELOW, beam * kept_below + larger(0.0, sky) + from_ground)
        power = beam * ends
        first, second = first + power, second + power * c
        third, fourth = third + power * (c * c), fourth + power * (c * c * c)
        window_halo = window_halo + halo * (ends * per_cosine)
    sky = load(light.wall_sky, a) * even + load(light.wall_rim, a) * rim + halo * kept
    store(light.columns, at + INCIDENT, beam * kept + larger(0.0, sky) + from_ground)
    if light.glazed[a]:
        sky = load(light.window_sky, a) * even + load(light.window_rim, a) * rim + window_halo
        diffuse = larger(0.0, sky) + from_ground
        absorbed = polynomial(light.kept, a, first, second, third, fourth)
        store(light.columns, at + BEAM, polynomial(light.through, a, first, second, third, fourth))
        store(light.columns, at + DIFFUSE, diffuse * load(light.through_diffuse, a))
        store(light.columns, at + ABSORBED, absorbed + diffuse * load(light.kept_diffuse, a))


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
