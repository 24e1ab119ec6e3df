"""What an instructor is told about the class."""

from collections import Counter

from .paper import points
from .texts import plain, sentence

_FIGURE = "mistakes.svg"
_MOST_NAMES = 12
_LONGEST = 300  # characters of what a mistake is called
_MOST_ROWS = 100  # of one table, or of one list
_TO_TALK_ABOUT = 5


def report(results, titles, notes, folder):
    """Write the report on a class.

    Parameters
    ----------
    results : list of Result
        What marking has found, with the points for written answers.
    titles : dict of str to str
        Of the notebooks, by their names.
    notes : list of str
        What else the instructor should know.
    folder : Path
        Where the figure is, if there is one.

    Returns
    -------
    list of str
        Markdown.
    """
    read = [result for result in results if not result.trouble]
    parts = []
    for notebook in dict.fromkeys(result.notebook for result in results):
        of_it = [result for result in read if result.notebook == notebook]
        if not of_it:
            continue
        title = titles.get(notebook, notebook)
        parts += [f"## {plain(title)}", *_marks(of_it), *_to_talk_about(of_it)]
        parts += _misconceptions(of_it)
    if (folder / _FIGURE).is_file():
        parts.append(f"![Students per misconception]({_FIGURE})")
    parts += [*_flags(read), *_not_read(results)]
    return parts + _section("## To look at", list(map(plain, notes)))


def _marks(results):
    """A table of all students; exercises stand as columns, by their numbers."""
    columns = [mark for mark in results[0].marks if mark["kind"] != "prediction"]
    row = [mark["number"] or "W" for mark in columns]
    head = [
        f"| student | {' | '.join(map(plain, row))} | sum |",
        f"|:--|{'--:|' * (len(columns) + 1)}",
    ]
    lines = []
    for result in results:
        earned = {mark["name"]: mark["points"] for mark in result.marks}
        row = [points(earned.get(mark["name"])) for mark in columns]
        lines.append(
            f"| {plain(result.student)} | {' | '.join(row)} | {points(result.points)} |"
        )
    row = [points(mark["of"]) for mark in columns]
    lines.append(f"| of | {' | '.join(row)} | {points(results[0].of)} |")
    tables = [
        "\n".join(head + lines[start : start + _MOST_ROWS])
        for start in range(0, len(lines), _MOST_ROWS)
    ]
    return ["### Marks", *tables]


def _to_talk_about(results):
    """The exercises that most of the class has trouble with."""
    rows = []
    for name, marks in _by_exercise(results).items():
        marks = [mark for mark in marks if mark["of"] and mark["points"] is not None]
        if not marks:  # a prediction, or nobody has read these answers yet
            continue
        share = sum(m["points"] for m in marks) / sum(m["of"] for m in marks)
        right = sum(mark["points"] >= mark["of"] for mark in marks)
        common = Counter(filter(None, map(_mistake, marks))).most_common(1)
        rows.append((share, name, right, marks, common))
    rows = sorted(row for row in rows if row[0] < 1)[:_TO_TALK_ABOUT]
    lines = []
    for share, _, right, marks, common in rows:
        line = (
            f"**{_name(marks[0])}**: {100 * share:.0f} % of the points, "
            f"{right} of {len(marks)} have all of them."
        )
        if common:
            line += f" Most often: {sentence(common[0][0], _LONGEST)} ({common[0][1]})"
        lines.append(line)
    return _section("### What to talk about", lines)


def _misconceptions(results):
    """Who has which misconception, the common ones first."""
    found = {}
    for result in results:
        for mark in result.marks:
            if _mistake(mark):
                key = (mark["name"], _mistake(mark))
                found.setdefault(key, (mark, []))[1].append(result.student)
    lines = []
    for (_, mistake), (mark, students) in sorted(
        found.items(), key=lambda item: (-len(item[1][1]), item[0])
    ):
        names = ", ".join(map(plain, students[:_MOST_NAMES]))
        more = len(students) - _MOST_NAMES
        names += f" and {more} more" if more > 0 else ""
        number = f"**{len(students)}** × {_name(mark)}"
        lines.append(f"{number}: {sentence(mistake, _LONGEST)} ({names})")
    return _section("### Misconceptions", lines)


def _flags(results):
    lines = []
    for result in results:
        who = f"{plain(result.student)}, {plain(result.notebook)}"
        lines += [f"{who}: {sentence(flag, _LONGEST)}" for flag in result.flags]
        for mark in result.marks:
            withheld = " (points withheld)" * (mark["state"] == "withheld")
            lines += [
                f"{who}, {_name(mark)}: {sentence(str(flag), _LONGEST)}{withheld}"
                for flag in mark["flags"]
            ]
    return _section("## Flags\n\nA flag is a question, no verdict.", lines)


def _not_read(results):
    lines = [
        f"{plain(result.student)}, {plain(result.file)}: {sentence(result.trouble)}"
        for result in results
        if result.trouble
    ]
    return _section("## Could not be read", lines)


def _by_exercise(results):
    found = {}
    for result in results:
        for mark in result.marks:
            found.setdefault(mark["name"], []).append(mark)
    return found


def _mistake(mark):
    """What an answer was recognised as; nothing if it is not the student's own."""
    return "" if mark["state"] == "withheld" else mark["mistake"]


def _name(mark):
    return f"{plain(mark['number'])} {plain(mark['title'])}".strip()


def _section(heading, lines):
    """A heading with a list, in parts of a size that paper takes; none for no lines."""
    parts = [
        "\n".join(f"- {line}" for line in lines[start : start + _MOST_ROWS])
        for start in range(0, len(lines), _MOST_ROWS)
    ]
    return [heading, *parts] if parts else []
