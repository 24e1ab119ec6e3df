"""Command line: python -m helpers.report notebooks/*.ipynb."""

import argparse
import contextlib
import os
import sys
import time
from pathlib import Path

from traitlets.config import Config

from ..formulas.strings import clean
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
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        targets = _targets(options.notebooks)
        options.output_dir.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    given = {
        name: getattr(options, name)
        for name in ("title", "course", "authors", "date", "code", "hints")
        if getattr(options, name) is not None
    }
    folders = {"root": options.root, "picture_cache": options.picture_cache}
    given |= {name: str(path) for name, path in folders.items() if path}
    config = Config(TypstExporter=given)
    rows, failed = [], False
    for number, (path, target) in enumerate(
        zip(options.notebooks, targets, strict=True)
    ):
        print(f"[{number + 1}/{len(targets)}] {path}", flush=True)
        start = time.perf_counter()
        count, problems = _print(path, options.output_dir / target, config)
        for problem in problems:
            print(f"  {clean(problem)}", file=sys.stderr, flush=True)
        seconds = time.perf_counter() - start
        name = target.with_suffix("").as_posix()
        rows.append((name, count or "–", seconds, len(problems)))
        failed |= not count or bool(options.strict and problems)
    _summarise(rows)
    return int(failed)


def _targets(paths):
    """Return the name of each report; no two notebooks share one.

    Notebooks of one name, as a class hands them in, keep their folders, from the one
    that all have in common.
    """
    whole = [Path(os.path.abspath(path)) for path in paths]
    targets = [Path(f"{path.stem}.pdf") for path in whole]
    if _clash(targets, whole):
        top = os.path.commonpath([path.parent for path in whole])
        targets = [
            path.relative_to(top).with_name(f"{path.stem}.pdf") for path in whole
        ]
    clash = _clash(targets, whole)
    if clash:
        raise ValueError(f"{clash[0]} and {clash[1]} would be the same report")
    return targets


def _clash(targets, paths):
    """Return two notebooks that would be written to one file, if there are such."""
    taken = {}
    for target, path in zip(targets, paths, strict=True):
        # Some disks do not tell small letters from capitals.
        if taken.setdefault(str(target).casefold(), path) != path:
            return taken[str(target).casefold()], path
    return None


def _print(path, target, config):
    """Write the PDF of a notebook; return its pages, 0 for none, and its problems."""
    from .exporter import ReportError, ReportExporter

    exporter = ReportExporter(config=config)
    exporter.log.disabled = True
    try:
        pdf, _ = exporter.from_filename(str(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(pdf)
    except ReportError as error:
        return 0, [f"{path}: {line}" for line in str(error).splitlines()]
    except OSError as error:
        return 0, [f"{target} cannot be written: {error.strerror or error}"]
    except Exception as error:  # whatever is wrong with one must not stop the others
        reason = " ".join(str(error).split())[:300]
        return 0, [f"{path} cannot be printed: {type(error).__name__}: {reason}"]
    return pages(pdf), exporter.problems


def _summarise(rows):
    width = max(len(name) for name, *_ in rows)
    print(f"\n{'report':{width}}  pages  seconds  problems")
    for name, count, seconds, problems in rows:
        print(f"{name:{width}}  {count:>5}  {seconds:7.1f}  {problems:8}")


def _folder(text):
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return Path(text)


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m helpers.report",
        description="Typeset notebooks as PDF reports: hw.ipynb as hw.pdf. Of several "
        "notebooks with one name each keeps its folder: alice/hw.pdf, bob/hw.pdf. What "
        "cannot be printed is named, and the other notebooks are printed.",
    )
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument(
        "--output-dir", type=Path, default=Path("."), help="where the PDFs go"
    )
    parser.add_argument(
        "--strict", action="store_true", help="exit with 1 if anything cannot be set"
    )
    parser.add_argument(
        "--code",
        choices=("all", "short", "none"),
        help="which code to print; short, which is usual, leaves out what draws (cells "
        "with the tag plot, and figures with a caption) and says so",
    )
    parser.add_argument(
        "--no-code",
        dest="code",
        action="store_const",
        const="none",
        help="the same as --code none",
    )
    parser.add_argument(
        "--hints",
        action="store_true",
        default=None,
        help="print the folded hints, in an appendix; what else is folded is printed",
    )
    parser.add_argument(
        "--root",
        type=_folder,
        metavar="FOLDER",
        help="a folder that pictures may be in, besides that of the notebook",
    )
    parser.add_argument(
        "--picture-cache",
        type=_folder,
        metavar="FOLDER",
        help="a folder with the pictures of the web that notebooks show, named "
        "host/path or only by their file's name; nothing is ever fetched",
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
