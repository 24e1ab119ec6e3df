"""Where this Python runs: on a machine of its own, or inside a browser.

In a browser (Pyodide) there are no threads, no other processes and no sockets, integers
have 32 bits, and NumPy multiplies matrices without the fast library that it has
elsewhere. What differs there asks here.
"""

import sys

IN_BROWSER = sys.platform == "emscripten"


def smaller(number, in_browser):
    """Size of a job: this number, or in a browser, where it takes longer, another one.

    In a browser it says so.

    Parameters
    ----------
    number, in_browser : int
        Of epochs, of examples, of runs.

    Returns
    -------
    int
    """
    if not IN_BROWSER:
        return number
    print(f"A smaller job in the browser: {in_browser} instead of {number}.")
    return in_browser
