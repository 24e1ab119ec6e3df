"""Command line: python -m helpers.site notebooks/*.ipynb."""

import argparse
import sys
from functools import partial
from pathlib import Path

from .build import build
from .failing import SiteError
from .pyodide import VERSION
from .work import fetched, make_work


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
        description="Build a folder of pages whose sliders move without Python, and of "
        "workbooks.",
    )
    parser.add_argument("notebooks", nargs="+", type=Path, help="solved notebooks")
    parser.add_argument(
        "--to", type=Path, default=Path("site"), metavar="FOLDER", help="%(default)s"
    )
    workbooks = parser.add_mutually_exclusive_group()
    workbooks.add_argument(
        "--workbooks",
        action="store_true",
        help="which run in the browser, with Pyodide from where it is published",
    )
    workbooks.add_argument(
        "--offline",
        action="store_true",
        help="the same with Pyodide in the site: what is missing of it is fetched once",
    )
    workbooks.add_argument(
        "--pyodide",
        type=Path,
        metavar="FOLDER",
        help=f"the same with an unpacked release of Pyodide {VERSION}",
    )
    options = parser.parse_args(arguments)
    try:
        work = None
        if options.workbooks or options.offline or options.pyodide:
            source = fetched() if options.offline else options.pyodide
            work = partial(make_work, notebooks=options.notebooks, source=source)
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
