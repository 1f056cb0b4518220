"""ANSI/ASHRAE Standard 140, building thermal envelope and fabric load cases, as judge of the engine.

The cases are data (``cases.toml``) and become buildings by the public building API. Ranges of the reference programs
and acceptance limits are the user's own copy and are read when the suite is run.

| question | module |
|---|---|
| what is a case | case, cases.toml |
| how does it become a building | assembly, box, glass |
| what is asked of it | outputs |
| what does the user bring | pack, reference_table |
| what came out | run, quantities |
| inside or outside | judge, series, verdict, comparison, summary |
| what is written | output, report, pictures, bars, lines, canvas, page, markdown, causes |
"""

from fluxion.validation.ashrae140.assembly import build as build
from fluxion.validation.ashrae140.case import load_catalogue as load_catalogue
from fluxion.validation.ashrae140.pack import VARIABLE as VARIABLE
from fluxion.validation.ashrae140.pack import Pack as Pack
from fluxion.validation.ashrae140.pack import find_pack as find_pack
from fluxion.validation.ashrae140.pack import read_pack as read_pack
from fluxion.validation.ashrae140.page import part_of as part_of
from fluxion.validation.ashrae140.run import SUITE_STEPS_PER_HOUR as SUITE_STEPS_PER_HOUR
from fluxion.validation.ashrae140.validate import Outcome as Outcome
from fluxion.validation.ashrae140.validate import Request as Request
from fluxion.validation.ashrae140.validate import validate as validate
from fluxion.validation.ashrae140.validate import write as write
