"""Design spaces, design tables and design problems; nothing here knows physics or optimisers.

| question | file |
|---|---|
| which kinds of variables are there | `variables` |
| in which order and encoding do they stand | `space` |
| how are their columns named, and choices looked up | `columns` |
| how are random designs drawn | `sampling` |
| how are designs read from and written to files | `table` |
| what stays fixed in a study | `parameters` |
| which products help a surrogate | `features` |
| what limits a column | `constraint` |
| how are columns of one's own computed | `derived`, of what is in `rows` |
| what may stand in an expression | `expression`, `arithmetic` |
| what is a problem | `problem` |
"""

from fluxion.design.columns import Chosen as Chosen
from fluxion.design.columns import DesignColumns as DesignColumns
from fluxion.design.columns import DesignRow as DesignRow
from fluxion.design.columns import chosen as chosen
from fluxion.design.constraint import Constraint as Constraint
from fluxion.design.derived import DerivedColumn as DerivedColumn
from fluxion.design.expression import Expression as Expression
from fluxion.design.features import Factor as Factor
from fluxion.design.features import Feature as Feature
from fluxion.design.features import quantity as quantity
from fluxion.design.features import thermal_transmittance as thermal_transmittance
from fluxion.design.parameters import Parameter as Parameter
from fluxion.design.parameters import Settings as Settings
from fluxion.design.problem import DesignProblem as DesignProblem
from fluxion.design.problem import Population as Population
from fluxion.design.rows import RowColumns as RowColumns
from fluxion.design.space import DesignSpace as DesignSpace
from fluxion.design.table import read_designs as read_designs
from fluxion.design.table import read_table as read_table
from fluxion.design.table import to_frame as to_frame
from fluxion.design.table import write_csv as write_csv
from fluxion.design.variables import Choice as Choice
from fluxion.design.variables import Integer as Integer
from fluxion.design.variables import Real as Real
from fluxion.design.variables import Value as Value
from fluxion.design.variables import Variable as Variable
