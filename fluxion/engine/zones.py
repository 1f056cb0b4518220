"""Radiation between the faces of each zone, and the air of the zones, as arrays of the march."""

import math
from itertools import pairwise

import numpy as np

from fluxion.building import Building, Window
from fluxion.engine._kernels import records
from fluxion.engine.climate import StepWeather
from fluxion.engine.enclosure import exchange_factors, solar_shares, star_conductances
from fluxion.engine.faces import Element, Face
from fluxion.engine.interior import interior_of, planes_of
from fluxion.typing import FloatArray, IntArray


def radiation_records(
    building: Building, faces: list[Face], elements: list[Element], first_face: IntArray
) -> tuple[records.Faces, records.Sun]:
    """Faces with their films and radiation, and where the sun through each window ends.

    Args:
        building: the building; its zones may impose where the sun ends.
        faces: from `faces_of`.
        elements: from `elements_of`.
        first_face: (z + 1,) position of the first face of each zone.
    """
    area = np.array([face.area for face in faces])
    emissivity = np.array([face.emissivity for face in faces])
    radiative, mean_radiant, radiant_gain = np.zeros(len(faces)), np.zeros(len(faces)), np.zeros(len(faces))
    widest = int(np.diff(first_face).max())
    exchange = np.zeros((len(faces), widest))
    sources, beams, diffuses = [], [], []
    for zone, (a, b) in zip(building.zones, pairwise(first_face)):
        part, own = slice(a, b), faces[a:b]
        emitting = area[part] * emissivity[part]
        weights = emitting if emitting.sum() > 0.0 else area[part]
        radiative[part] = star_conductances(area[part], emissivity[part], planes_of(own))
        mean_radiant[part] = weights / weights.sum()
        radiant_gain[part] = weights / weights.sum() / area[part]
        view, ends = interior_of(building, own)
        exchange[part, : b - a] = exchange_factors(area[part], emissivity[part], view)
        windows = np.array(
            [i for i, face in enumerate(own) if isinstance(elements[face.element].source, Window)], dtype=np.int64
        )
        beam, diffuse = solar_shares(
            area[part],
            view,
            ends,
            np.array([1.0 if face.room_tilt < 1.0 else 0.0 for face in own]),
            windows,
        )
        if zone.solar_shares:
            imposed = np.array([zone.solar_shares.get(face.name, 0.0) for face in own])
            beam = diffuse = np.tile(imposed, (windows.size, 1))
        for w, share_beam, share_diffuse in zip(windows, beam, diffuse):
            sources.append((own[w].element, own[w].zone))
            beams.append(np.pad(share_beam, (0, widest - share_beam.size)))
            diffuses.append(np.pad(share_diffuse, (0, widest - share_diffuse.size)))
    films = np.array([face.film for face in faces]).reshape(len(faces), 2)
    glass = np.array([face.glass_film for face in faces]).reshape(len(faces), 2)
    pairs = np.array(sources, dtype=np.int64).reshape(len(sources), 2)
    return (
        records.Faces(
            area=area,
            zone=np.array([face.zone for face in faces], dtype=np.int64),
            radiative=radiative,
            mean_radiant=mean_radiant,
            radiant_gain=radiant_gain,
            hot_film=films[:, 0].copy(),
            cold_film=films[:, 1].copy(),
            glass_film=glass[:, 0].copy(),
            glass_slope=glass[:, 1].copy(),
            exchange=exchange,
            imposed=np.array([-1.0 if face.imposed is None else face.imposed for face in faces]),
            is_glass=np.array([isinstance(elements[face.element].source, Window) for face in faces]),
        ),
        records.Sun(
            element=pairs[:, 0].copy(),
            zone=pairs[:, 1].copy(),
            beam=np.array(beams).reshape(len(sources), widest),
            diffuse=np.array(diffuses).reshape(len(sources), widest),
            traced=np.empty((0, 0)),
        ),
    )


def air_record(building: Building, climate: StepWeather, first_face: IntArray) -> records.Zones:
    """Air capacity and air flows of the zones.

    Args:
        building: the building.
        climate: its weather at the steps.
        first_face: (z + 1,) position of the first face of each zone.
    """
    zones = building.zones
    fresh = [zone.ventilation for zone in zones]
    night = [zone.ventilative_cooling for zone in zones]

    def column(values: list[float]) -> FloatArray:
        return np.array(values, dtype=np.float64)

    return records.Zones(
        first_face=first_face.astype(np.int64),
        capacity=column([zone.volume * climate.indoor_heat_capacity for zone in zones]),
        infiltration=column([zone.volume * zone.infiltration_ach / 3600.0 for zone in zones]),
        ventilation=column([v.flow_m3_s if v else 0.0 for v in fresh]),
        recovery=column([v.heat_recovery if v else 0.0 for v in fresh]),
        bypass=column([v.bypass_above_c if v and v.bypass_above_c is not None else math.inf for v in fresh]),
        night=column([v.flow_m3_s if v else 0.0 for v in night]),
        night_indoor=column([v.above_indoor_c if v else 0.0 for v in night]),
        night_delta=column([v.delta_k if v else 0.0 for v in night]),
        night_outdoor=column([v.above_outdoor_c if v else 0.0 for v in night]),
    )
