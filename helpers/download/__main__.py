"""Command line: python -m helpers.download."""

import sys

from helpers.download import DataError, fetch_all

if __name__ == "__main__":
    try:
        fetch_all()
    except DataError as error:
        sys.exit(str(error))
