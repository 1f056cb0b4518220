"""The design of an office: envelope, systems and control on the geometry of the reference office.

| question | file |
|---|---|
| what may a designer choose | `variables` |
| what does it cost and emit | `catalogue`, read by `loading` and `figures` |
| how does a design become a building | `building` |
| what does the simulation know of an option | `properties` |
| how much of everything is bought | `quantities` |
| final energy, global cost, carbon | `energy`, `cost`, `carbon` |
| objectives and constraints | `score`, `problem` |
| every figure with its source | `page` |
"""

from fluxion.problems.office_design.problem import office_design as office_design
