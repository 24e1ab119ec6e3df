"""Typeset reports: an nbconvert exporter from notebooks to PDF.

``jupyter nbconvert --to report notebook.ipynb`` writes ``notebook.pdf``; ``--to typst``
writes the Typst source that the PDF is made from.
"""

from .exporter import ReportError, ReportExporter, TypstExporter

__all__ = ["ReportError", "ReportExporter", "TypstExporter"]
