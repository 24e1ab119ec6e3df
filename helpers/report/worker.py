"""Open pictures and run Typst in a process of its own: ``python worker.py folder``.

A notebook comes from anywhere. If it makes Typst or a decoder run for ever, take all
memory or crash, only this process is lost. Each line of standard input is one request,
``[seconds, task, argument, ...]`` in JSON; each gets one line of standard output.
"""

import contextlib
import json
import math
import os
import sys
import time
from pathlib import Path

MEMORY = 4 << 30  # bytes
MOST_PIXELS = 50_000_000
TOP, BOTTOM = 79.4, 762.5  # points: where the text of a page begins and ends
MOST_EMPTY = 0.2  # of that height, before a figure
TRIALS = 20
PATIENCE = 10  # seconds of work; a report that takes so long is set as it comes
EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "MPO": "jpg", "GIF": "gif", "WEBP": "webp"}
# A picture as large as the paper allows: in no report does it take longer.
_PAGE = """#set page(width: 160mm, height: 200mm, margin: 0pt)
#image("/{}", width: 100%, height: 100%, fit: "contain")
"""
_PROBE = """#set document(title: "probe")
#set text(font: ("New Computer Modern", "New Computer Modern Math"))
"""
_JOINING = f"""#set document(title: "probe")
{Path(__file__).with_name("style.typ").read_text(encoding="utf-8")}
#set text(font: body-font, fallback: false)
"""


def check(name):
    """Return the extension that a picture should have, and what is wrong with it."""
    stem, extension = name.split(".")
    if extension != "svg":
        try:
            extension = raster_format(name)
        except Exception as error:  # whatever a decoder says of bytes from anywhere
            return [extension, f"picture is damaged: {error or type(error).__name__}"]
    target = f"{stem}.{extension}"
    os.replace(name, target)
    _, complaint = typst_pdf(_PAGE.format(target).encode(), None)
    return [extension, complaint[0] if complaint else None]


def raster_format(name):
    """Decode a picture; only in formats that need no interpreter."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(name, formats=["PNG", "JPEG", "GIF", "WEBP"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                size = f"{picture.width} × {picture.height}"
                raise ValueError(f"{size} pixels are too many to print")
            picture.load()
            return EXTENSIONS[picture.format]
    except UnidentifiedImageError:
        raise ValueError("it is not PNG, JPEG, GIF or WebP") from None


def missing(characters, fonts, is_joined):
    """Return what Typst says of characters that no font has, or none joins."""
    # The accessibility standard makes Typst name every character without a glyph.
    source = (_JOINING if is_joined else _PROBE) + "\n\n".join(characters)
    _, complaint = typst_pdf(source.encode(), "ua-1", fonts=fonts)
    return complaint[1] if complaint else ""


def typeset(source, target, standard, fonts):
    """Write the PDF; return what Typst says if it does not."""
    pdf, complaint = typst_pdf(source, standard, moved(source, fonts), fonts)
    if pdf:
        with open(target, "wb") as file:
            file.write(pdf)
    return complaint


def moved(source, fonts):
    """Return the numbers of the figures that move, so that no page stays empty.

    To move one may push another over the end of its page, or make room for one that has
    moved and comes back: it is tried a few times, and then all below the first of them
    move, which leaves no page empty.
    """
    import typst

    # Of work: on a computer that is busy the same pages come out.
    numbers, end = set(), time.process_time() + PATIENCE
    for trial in range(1, TRIALS + 1):
        try:
            answer = typst.query(
                source, "<place>", field="value", **world(sorted(numbers), fonts)
            )
        except RuntimeError:  # to be told when the PDF is made
            break
        places = {(p["kind"], p["id"]): p for p in json.loads(answer)}
        spots = {n: place for (kind, n), place in places.items() if kind == "spot"}
        leaving = [
            n
            for n, spot in spots.items()
            if n not in numbers and leaves_empty(spot, places.get(("start", n), spot))
        ]
        if trial == TRIALS:
            first = min(leaving, default=math.inf)
            return [n for n in spots if n in numbers or n >= first]
        # One that has moved no further than to the page it would stand on fits there.
        fitting = {
            n
            for n in numbers
            if places["start", n]["page"] <= places["word", n]["page"]
        }
        if not (leaving or fitting) or time.process_time() > end:
            break
        numbers = numbers.difference(fitting).union(leaving)
    return sorted(numbers)


def leaves_empty(spot, start):
    """Tell whether a figure leaves much of a page empty, or of one between."""
    pages = start["page"] - spot["page"]
    return pages > 1 or (
        pages == 1 and BOTTOM - spot["y"] > MOST_EMPTY * (BOTTOM - TOP)
    )


def world(moved=(), fonts=False):
    """Return what Typst sees besides the source, with all fonts or its own."""
    return {
        "root": os.getcwd(),
        "ignore_system_fonts": not fonts,
        "sys_inputs": {"moved": json.dumps(moved)},
    }


def typst_pdf(source, standard, moved=(), fonts=False):
    """Compile a file, or bytes; return the PDF, or Typst's message and diagnostic."""
    import typst

    try:
        pdf = typst.compile(
            source,
            pdf_standards=[standard] if standard else [],
            **world(moved, fonts),
        )
    except typst.TypstError as error:
        return None, [error.message, error.diagnostic]
    return pdf, None


def limit_memory():
    """Limit what this process may take, where that is possible."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def alarm(seconds):
    """End this process when the time is over, should nobody else end it; 0: never."""
    with contextlib.suppress(ImportError, AttributeError):
        import signal  # without alarms on Windows

        signal.alarm(seconds)


def main(folder):
    """Answer requests about the files in a folder."""
    os.chdir(folder)
    limit_memory()
    del sys.path[0]  # this folder: none of its modules is needed here
    for line in sys.stdin:
        seconds, task, *arguments = json.loads(line)
        alarm(math.ceil(seconds) + 5)
        answer = TASKS[task](*arguments)
        alarm(0)
        print(json.dumps(answer), flush=True)


TASKS = {"check": check, "missing": missing, "typeset": typeset}

if __name__ == "__main__":
    main(*sys.argv[1:])
