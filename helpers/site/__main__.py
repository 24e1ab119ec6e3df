"""Command line: python -m helpers.site notebooks/*.ipynb."""

import argparse
import sys
from functools import partial
from pathlib import Path

from .build import build
from .failing import SiteError
from .work import PYODIDE, make_work


def main(arguments=None):
    """Do what the command line says.

    Parameters
    ----------
    arguments : list of str, optional
        The command line; see ``python -m helpers.site --help``.

    Returns
    -------
    int
        1 if the site could not be built, and why was named.
    """
    parser = argparse.ArgumentParser(
        prog="python -m helpers.site",
        description="Build a folder of pages whose sliders move without Python.",
    )
    parser.add_argument("notebooks", nargs="+", type=Path, help="solved notebooks")
    parser.add_argument(
        "--to", type=Path, default=Path("site"), metavar="FOLDER", help="%(default)s"
    )
    parser.add_argument(
        "--pyodide",
        type=Path,
        metavar="FOLDER",
        help=f"an unpacked release of Pyodide {PYODIDE}: workbooks can then be run",
    )
    options = parser.parse_args(arguments)
    work = None
    if options.pyodide is not None:
        work = partial(make_work, notebooks=options.notebooks, pyodide=options.pyodide)
    try:
        remarks = build(options.notebooks, options.to, work)
    except SiteError as error:
        print(error, file=sys.stderr)
        return 1
    for remark in remarks:
        print(remark, file=sys.stderr)
    print(f"{len(options.notebooks)} pages: {options.to / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
