"""Reading the tables: the cars of Auto MPG and the houses of Ames."""

import csv

import numpy as np

from helpers.download.registry import bad_file


def _read_csv(path, shape, names):
    """Return ``{column: n strings}`` of a table of this shape with these columns."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            header, *rows = csv.reader(file)
    except (ValueError, csv.Error) as error:
        raise bad_file(path, "a CSV table in UTF-8", error) from error
    widths = sorted({len(header), *map(len, rows)})
    if (len(rows), *widths) != shape or not set(names) <= set(header):
        expected = f"{shape[0]} rows of {shape[1]} columns with {', '.join(names)}"
        raise bad_file(path, expected, f"{len(rows)} rows of {widths}, {header}")
    return dict(zip(header, zip(*rows, strict=True), strict=True))


def _numbers(path, values):
    try:
        return np.array(values, dtype=np.float64)
    except ValueError as error:
        raise bad_file(path, "numbers", error) from error


def read_cars(path, names):
    """Read the table of Auto MPG.

    Parameters
    ----------
    path : Path
        The file: 397 cars, 9 columns.
    names : tuple of str
        The columns of X.

    Returns
    -------
    X : (392, p) float64 array
        Without the cars of which something is unknown.
    y : (392,) float64 array
        Miles per gallon.

    Raises
    ------
    DataError
        Its content is not as it must be.
    """
    columns = _read_csv(path, (397, 9), ("mpg", *names))
    rows = zip(*(columns[name] for name in (*names, "mpg")), strict=True)
    table = _numbers(path, [row for row in rows if "?" not in row])
    return table[:, :-1].copy(), table[:, -1].copy()


def read_houses(path):
    """Read the table of Ames housing, as `helpers.data.load_ames` describes it.

    Parameters
    ----------
    path : Path
        The file: 2930 houses, 82 columns.

    Returns
    -------
    X : (2930, p) float64 array
    prices : (2930,) float64 array
        In dollars.
    names : tuple of p str
        The columns of X.

    Raises
    ------
    DataError
        Its content is not as it must be.
    """
    columns = _read_csv(path, (2930, 82), ("Order", "PID", "SalePrice"))
    del columns["Order"]
    prices = _numbers(path, columns.pop("SalePrice"))
    numeric, dummies = {}, {}
    for name, values in columns.items():
        values = np.array(values)
        missing = (values == "") | (values == "NA")  # while "None" is a category
        try:
            numbers = values[~missing].astype(np.float64)
        except ValueError:
            for category in np.unique(values[~missing]):
                dummies[f"{name}={category.strip()}"] = values == category
            dummies[f"{name}=missing"] = missing
        else:
            d = numbers - numbers.mean()
            # Summed one by one: np.sum, in another order, differs in the last bit.
            variance = np.cumsum(d * d)[-1] / (len(d) - 1)
            numeric[name] = np.zeros(len(values))
            numeric[name][~missing] = d / np.sqrt(variance)
    X = np.column_stack([*numeric.values(), *dummies.values()])
    return X, prices, (*numeric, *dummies)
