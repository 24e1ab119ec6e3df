"""What one student is told about one notebook."""

from helpers.exercises.deriving import typeset
from helpers.formulas.tokens import TexError

from .paper import points
from .results import STATES
from .texts import harmless, listed, plain, quoted, sentence

_MOST_ROWS = 40  # of a derivation


def feedback(result, asked):
    """Write the feedback on a hand-in.

    Parameters
    ----------
    result : Result
        What marking has found.
    asked : dict of str to Asked
        The exercises of the notebook, by name: where to read again.

    Returns
    -------
    list of str
        Markdown: a table first, then a part for each exercise. Flags are for the
        instructor: they may name other students.
    """
    if result.trouble:
        return [
            f"The file {plain(result.file)} could not be read: "
            f"{sentence(result.trouble)}\n\nHand it in again, please, as it was saved "
            "by JupyterLab."
        ]
    told = [mark for mark in result.marks if mark["kind"] != "prediction"]
    return [_summary(result), *(_part(mark, asked.get(mark["name"])) for mark in told)]


def _summary(result):
    lines = [
        f"**{points(result.points)} of {points(result.of)} points.** "
        f"The file: {plain(result.file)}.",
        "",
        "| exercise | | verdict | points | of |",
        "|:--|:--|:--|--:|--:|",
    ]
    for mark in result.marks:
        state = STATES.get(mark["state"], mark["state"])
        counts = mark["kind"] != "prediction"
        title = mark["title"] if counts else f"your prediction: {mark['answer'] or '–'}"
        row = [
            plain(mark["number"]),
            plain(title),
            plain(state),
            points(mark["points"]) if counts else "",
            points(mark["of"]) if counts else "",
        ]
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


def _part(mark, asked):
    """The answer to one exercise, what is said of it, and what to read again."""
    name = f"{plain(mark['number'])} {plain(mark['title'])}".strip()
    state = plain(STATES.get(mark["state"], mark["state"]))
    earned = f"{points(mark['points'])} of {points(mark['of'])} points"
    if mark["points"] is None:
        earned = "not marked yet"
    answer = _answer(mark)
    # Behind a colon a heading stays on the page of what it introduces.
    blocks = ["---", f"**{name}**, {state}, {earned}{':' if answer else ''}", answer]
    if mark["state"] != "correct" or mark["kind"] == "spot":
        blocks.append(sentence(mark["text"]))
    if mark.get("comment"):
        blocks.append(f"**Comment.** {harmless(mark['comment'])}")
    if asked and mark["state"] not in ("correct", "written"):
        blocks.append(_read_again(asked))
    return "\n\n".join(block for block in blocks if block)


def _answer(mark):
    answer = mark["answer"]
    if mark["kind"] == "derivation" and mark["rows"]:
        return _derivation(mark)
    if not answer.strip():
        return ""
    if mark["kind"] == "written":
        return quoted(answer)
    if mark["kind"] == "spot":
        return f"You name line {plain(answer)}."
    return listed(answer, "latex" if mark["kind"] == "derivation" else "python")


def _derivation(mark):
    rows = mark["rows"]
    try:
        shown = typeset(rows[:_MOST_ROWS])
    except (TexError, ValueError):
        return listed(mark["answer"], "latex")
    more = len(rows) - _MOST_ROWS
    return shown + (f"\n\n… {more:,} more lines" if more > 0 else "")


def _read_again(asked):
    place = f"*{asked.section}*" if asked.section else "the text of the exercise"
    if not asked.equations:
        return f"Read again: {place}."
    tags = ", ".join(f"({tag})" for tag in asked.equations)
    word = "equation" if len(asked.equations) == 1 else "equations"
    return f"Read again: {place}, {word} {tags}."
