"""Pages: notebooks that are read in a browser, with sliders that move without Python.

``python -m helpers.site`` builds a folder for any web server, or for a memory stick.
``jupyter nbconvert --to page`` makes one page of one notebook.
"""

from .page import PageExporter

__all__ = ["PageExporter"]
