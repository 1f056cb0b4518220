"""Python files of users as modules of this package, so that what they define can be pickled.

A worker process finds the function of a pickled problem by the name of its module. The modules here carry the path of
their file in their name; importing one, in whatever process, executes the file. It must lie at the same path there.
"""

import sys

from fluxion.problems.files.finder import FileFinder
from fluxion.problems.files.load import is_reference as is_reference
from fluxion.problems.files.load import load_object as load_object

if not any(isinstance(one, FileFinder) for one in sys.meta_path):
    sys.meta_path.append(FileFinder())
