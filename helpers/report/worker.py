"""Run Typst in a process of its own: ``python worker.py main.typ main.pdf ua-1``.

A notebook comes from anywhere. If it makes Typst run for ever, take all memory or
crash, only this process is lost.
"""

import contextlib
import json
import sys

MEMORY = 4 << 30  # bytes


def main(source, target, *standards):
    """Compile `source`; on failure write Typst's complaint to standard output."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    del sys.path[0]  # this folder: Typst needs none of its modules
    import typst

    try:
        typst.compile(
            source,
            output=target,
            root=source.removesuffix("main.typ"),
            ignore_system_fonts=True,
            pdf_standards=list(standards),
        )
    except typst.TypstError as error:
        print(json.dumps([error.message, error.diagnostic]))


if __name__ == "__main__":
    main(*sys.argv[1:])
