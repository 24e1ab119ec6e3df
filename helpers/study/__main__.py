"""Compute the long table: `python -m helpers.study --output TABLE`."""

import argparse
from pathlib import Path

from helpers.checking.arguments import check_count
from helpers.study import run_study, study_configurations, train_classifier


def main(arguments=None):
    """Compute the table of the notebook at full length and write it to a CSV file."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.study", description=__doc__
    )
    parser.add_argument("--output", required=True, help="CSV file")
    parser.add_argument("--seeds", type=_count, default=3, help="0, 1, …: how many")
    parser.add_argument("--images", type=_count, default=50000, help="for training")
    names = list(study_configurations())
    parser.add_argument(
        "--only",
        nargs="+",
        choices=names,
        default=names,
        metavar="NAME",
        help=f"some of the configurations: {'; '.join(names)}",
    )
    parser.add_argument("--folder", default="study", help="finished runs")
    parser.add_argument("--processes", type=_count, help="default: one per core")
    options = parser.parse_args(arguments)
    if not Path(options.output).absolute().parent.is_dir():
        parser.error(f"--output: there is no folder for {options.output}")
    configurations = study_configurations(images=options.images)
    table = run_study(
        train_classifier,
        {name: configurations[name] for name in options.only},
        range(options.seeds),
        processes=options.processes,
        folder=options.folder,
    )
    table.to_csv(options.output, index=False)
    print(f"{len(table)} runs, {sum(table['error'] != '')} failed: {options.output}")


def _count(text):
    try:
        number = int(text)
        check_count("it", number)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no positive integer") from error
    return number


if __name__ == "__main__":
    main()
