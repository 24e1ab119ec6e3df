"""Command line: hand out workbooks, mark what comes back, make feedback."""

import argparse
import contextlib
import glob
import sys
from pathlib import Path

from .course import FORMATS, give, make_course, solved_notebooks
from .handout import hand_out, make_place


def main(arguments=None):
    """Do what the command line says.

    Parameters
    ----------
    arguments : list of str, optional
        The command line; see ``python -m helpers.classroom --help``.

    Returns
    -------
    int
        1 if anything could not be done, and it was named.
    """
    options = _parser().parse_args(arguments)
    return options.command(options)


def _workbooks(options):
    """Make a workbook of each notebook."""
    return _make(options, make_place, hand_out)


def _hand_out(options):
    """Make what a class is given."""
    form = options.format

    def make_folder(folder):
        make_course(folder, form)

    def make_one(path, folder):
        return give(path, folder, form)

    if not options.notebooks:
        try:
            options.notebooks = solved_notebooks()
        except OSError as error:
            return _complain(f"{error.filename} {error.strerror}")
    return _make(options, make_folder, make_one)


def _feedback(options):
    """Make the PDFs of a class that has been marked."""
    from .marking.sheet import read_sheets  # with all exercises: `make lab` needs none

    try:
        sheets = read_sheets(options.notebooks or solved_notebooks())
    except ValueError as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror or error}")
    return _give_back(options.marks, sheets)


def _give_back(marks, sheets):
    from .feedback.making import give_back

    try:
        count, notes = give_back(marks, sheets)
    except ValueError as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror or error}")
    for note in notes:
        print(note)
    print(f"{marks}: class.pdf, and feedback on {count} hand-ins in feedback/")
    return 0


def _make(options, make_folder, make_one):
    """Make something of each notebook, in a folder."""
    try:
        make_folder(options.to)
    except OSError as error:
        return _complain(f"{options.to} cannot be written: {error.strerror or error}")
    failed, made = 0, {}
    for argument in options.notebooks:
        paths = _notebooks(argument)
        if not paths:
            failed |= _complain(f"{argument}: there is no such notebook")
        for path in paths:
            # Some disks do not tell small letters from capitals.
            other = made.setdefault(path.name.casefold(), path)
            if other.resolve() != path.resolve():
                failed |= _complain(f"{path}: {other} is a workbook of that name")
            elif other is path:
                failed |= _try(make_one, path, options.to)
    return failed


def _try(make_one, path, folder):
    try:
        done = make_one(path, folder)
    except ValueError as error:
        return _complain(f"{path}: {error}")
    except OSError as error:
        name = error.filename or path
        return _complain(f"{path}: {name}: {error.strerror or error}")
    except Exception as error:  # whatever is wrong with one must not stop the others
        reason = " ".join(str(error).split())[:300]
        return _complain(f"{path}: {type(error).__name__}: {reason}")
    if done:
        print(done)
    return 0


def _mark(options):
    """Mark the hand-ins of a folder."""
    # Only here: the exercises take seconds to import, and workbooks do not need them.
    from .marking.bounded import Limits
    from .marking.marks import mark
    from .marking.sheet import read_sheets

    try:
        sheets = read_sheets(options.notebooks or solved_notebooks())
        records, notes = mark(
            options.folder,
            options.to,
            sheets,
            seed=options.seed,
            jobs=options.jobs,
            limits=Limits(options.seconds, options.memory * 1_000_000),
        )
    except ValueError as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename or options.to}: {error.strerror or error}")
    except KeyboardInterrupt:
        _complain("interrupted: what is marked is kept, the same command goes on")
        return 130
    for note in notes:
        print(note, file=sys.stderr)
    unread = [f"{r['file']}: not read: {r['trouble']}" for r in records if r["trouble"]]
    for line in unread:
        print(line, file=sys.stderr)
    students = len({record["student"] for record in records})
    print(f"{options.to}: {len(records)} hand-ins of {students} students are marked")
    return 0 if options.no_feedback else _give_back(options.to, sheets)


def _notebooks(argument):
    """Return the files that an argument names: a file, a folder, or a pattern.

    The shell of Windows leaves patterns to the programs.
    """
    path = Path(argument)
    if path.is_dir():
        return sorted(path.glob("*.ipynb"))
    if path.exists():
        return [path]
    return [Path(name) for name in sorted(glob.glob(argument))]


def _complain(message):
    print(message, file=sys.stderr)
    return 1


def _parser():
    parser = argparse.ArgumentParser(prog="python -m helpers.classroom")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser(
        "workbook",
        help="make the student's edition of solved notebooks",
        description="Make workbooks: notebooks without solutions and outputs. A "
        "workbook that was changed is never overwritten; a new edition goes beside it.",
    )
    command.add_argument(
        "notebooks", nargs="+", help="files, folders, or patterns such as *.ipynb"
    )
    command.add_argument(
        "--to",
        type=Path,
        default=Path("workbooks"),
        metavar="FOLDER",
        help="where the workbooks go (%(default)s)",
    )
    command.set_defaults(command=_workbooks)
    _add_hand_out(commands)
    _add_mark(commands)
    _add_feedback(commands)
    return parser


def _add_hand_out(commands):
    command = commands.add_parser(
        "hand-out",
        help="make the folder that a class is given",
        description="Make workbooks with what belongs to them, or masters for nbgrader "
        "or otter-grader. Nothing that is there and was changed is overwritten.",
    )
    command.add_argument(
        "notebooks", nargs="*", help="files, folders or patterns (default: all)"
    )
    command.add_argument(
        "--to", type=Path, required=True, metavar="FOLDER", help="where it all goes"
    )
    command.add_argument(
        "--format",
        choices=FORMATS,
        default="workbook",
        help="who collects and marks: this program, or another tool (%(default)s)",
    )
    command.set_defaults(command=_hand_out)


def _add_notebooks(command):
    command.add_argument(
        "--notebooks",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="the solved notebooks, or their folders (default: all)",
    )


def _add_mark(commands):
    command = commands.add_parser(
        "mark",
        help="mark the hand-ins of a class",
        description="Take the answers out of hand-ins, call them in processes with "
        "limits, and write marks, mistakes and flags, then PDFs as `feedback` does. "
        "What was marked before and has not changed is not marked again.",
    )
    command.add_argument("folder", type=Path, help="the hand-ins: a tree of any form")
    command.add_argument(
        "--to", type=Path, required=True, metavar="MARKS", help="where the marks go"
    )
    _add_notebooks(command)
    command.add_argument(
        "--jobs", type=_positive, metavar="N", help="hand-ins at a time (processors)"
    )
    command.add_argument(
        "--seed", type=_natural, default=0, help="draws the arguments (%(default)s)"
    )
    command.add_argument(
        "--seconds",
        type=_positive,
        default=5,
        help="for one answer, by the clock (%(default)s)",
    )
    command.add_argument(
        "--memory",
        type=_positive,
        default=1000,
        metavar="MB",
        help="for the answers of one hand-in (%(default)s)",
    )
    command.add_argument(
        "--no-feedback", action="store_true", help="tables only, and no PDFs yet"
    )
    command.set_defaults(command=_mark)


def _add_feedback(commands):
    command = commands.add_parser(
        "feedback",
        help="set the results of marking as PDFs",
        description="Make a PDF for each hand-in and one for the class, from the "
        "results of marking and from written.csv, in which points and comments for "
        "written answers stand. A template of it is made if it is not there.",
    )
    command.add_argument("marks", type=Path, help="the folder that `mark` has made")
    _add_notebooks(command)
    command.set_defaults(command=_feedback)


def _positive(text):
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"must be a positive integer; got {text!r}")
    return int(text)


def _natural(text):
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"must be an integer from 0 on; got {text!r}")
    return int(text)


if __name__ == "__main__":
    with contextlib.suppress(AttributeError):
        sys.stdout.reconfigure(errors="replace")  # a console without Unicode
    sys.exit(main())
