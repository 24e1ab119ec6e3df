"""Typeset reports: notebooks as PDF, without TeX.

``python -m helpers.report notebook.ipynb`` writes ``notebook.pdf``. For nbconvert and
the menu of JupyterLab there are two exporters: ``jupyter nbconvert --to report`` writes
the PDF, ``--to typst`` the Typst source that it is made from.
"""

__all__ = ["ReportError", "ReportExporter", "TypstExporter"]


def __getattr__(name):
    """Import nbconvert only when an exporter is asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import exporter

    return getattr(exporter, name)
