"""Command line: python -m helpers.site notebooks/*.ipynb."""

import argparse
import sys
from pathlib import Path

from .build import SiteError, build


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
    options = parser.parse_args(arguments)
    try:
        remarks = build(options.notebooks, options.to)
    except SiteError as error:
        print(error, file=sys.stderr)
        return 1
    for remark in remarks:
        print(remark, file=sys.stderr)
    print(f"{len(options.notebooks)} pages: {options.to / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
