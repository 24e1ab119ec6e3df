"""Command line: python -m helpers.report notebooks/*.ipynb."""

import argparse
import contextlib
import sys
import time
from pathlib import Path

from traitlets.config import Config

from .compile import pages


def main(arguments=None):
    """Print each notebook as a PDF.

    Parameters
    ----------
    arguments : list of str, optional
        The command line; see ``python -m helpers.report --help``.

    Returns
    -------
    int
        1 if a notebook could not be printed, or with ``--strict`` not without loss.
    """
    options = _parser().parse_args(arguments)
    given = {
        name: getattr(options, name)
        for name in ("title", "course", "authors", "date", "code", "hints")
        if getattr(options, name) is not None
    }
    config = Config(TypstExporter=given)
    options.output_dir.mkdir(parents=True, exist_ok=True)
    rows, failed = [], False
    for number, path in enumerate(options.notebooks, start=1):
        print(f"[{number}/{len(options.notebooks)}] {path}", flush=True)
        start = time.perf_counter()
        pdf, problems = _convert(path, config)
        for problem in problems:
            print(f"  {problem}", file=sys.stderr, flush=True)
        if pdf:
            (options.output_dir / f"{path.stem}.pdf").write_bytes(pdf)
        seconds = time.perf_counter() - start
        rows.append((path.stem, pages(pdf) if pdf else "–", seconds, len(problems)))
        failed |= not pdf or bool(options.strict and problems)
    _summarise(rows)
    return int(failed)


def _convert(path, config):
    """Return the PDF of a notebook, None if there is none, and its problems."""
    from .exporter import ReportError, ReportExporter

    exporter = ReportExporter(config=config)
    exporter.log.disabled = True
    try:
        pdf, _ = exporter.from_filename(str(path))
    except ReportError as error:
        return None, str(error).splitlines()
    except (OSError, ValueError) as error:  # no file, or no notebook in it
        return None, [f"{path} cannot be read: {' '.join(str(error).split())[:300]}"]
    return pdf, exporter.problems


def _summarise(rows):
    width = max(len(name) for name, *_ in rows)
    print(f"\n{'report':{width}}  pages  seconds  problems")
    for name, count, seconds, problems in rows:
        print(f"{name:{width}}  {count:>5}  {seconds:7.1f}  {problems:8}")


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m helpers.report",
        description="Typeset notebooks as PDF reports.",
    )
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument(
        "--output-dir", type=Path, default=Path("."), help="where the PDFs go"
    )
    parser.add_argument(
        "--strict", action="store_true", help="exit with 1 if anything cannot be set"
    )
    parser.add_argument(
        "--no-code",
        dest="code",
        action="store_false",
        default=None,
        help="leave out the code",
    )
    parser.add_argument(
        "--hints",
        action="store_true",
        default=None,
        help="print the folded hints, in an appendix",
    )
    parser.add_argument("--title", help="instead of the notebook's own title")
    parser.add_argument("--course")
    parser.add_argument(
        "--author", dest="authors", action="append", help="once for each author"
    )
    parser.add_argument("--date")
    return parser


if __name__ == "__main__":
    # nbformat loads jsonschema, and that a grammar of web addresses, which no notebook
    # needs and which takes longer than a report does. Without it jsonschema goes on.
    sys.modules.setdefault("rfc3987_syntax", None)
    with contextlib.suppress(AttributeError):
        sys.stdout.reconfigure(errors="replace")  # a console without Unicode
    sys.exit(main())
