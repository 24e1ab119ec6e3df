"""A small solved notebook with every kind of exercise, and three students' answers."""

import copy
import re

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

LINES = r"\sigma'(z) &= \frac{e^{-z}}{(1 + e^{-z})^2} \\ &= \sigma(z)\,(1 - \sigma(z))"

CELLS = [
    new_markdown_cell("# A small course\n\n## Probabilities", id="head"),
    new_code_cell(
        "import warnings\n\nimport numpy as np\n\n"
        "from helpers.exercises import check, derive, predict, spot",
        id="imports",
    ),
    new_markdown_cell(
        "**Exercise 3.1.** Write $\\sigma$, as in $\\eqref{eq-sigma}$:\n\n"
        "$$\\sigma(z) = \\frac{1}{1 + e^{-z}}. \\tag{3.2}\\label{eq-sigma}$$",
        id="sigmoid-text",
    ),
    new_code_cell(
        'def my_sigmoid(z):\n    """σ of each score."""\n    # BEGIN SOLUTION\n'
        "    small = np.exp(-np.abs(z))\n"
        "    return np.where(z >= 0, 1, small) / (1 + small)\n    # END SOLUTION",
        id="sigmoid",
    ),
    new_code_cell('sigmoid = check("my_sigmoid")', id="sigmoid-check"),
    new_markdown_cell("**Exercise 3.3.** Now the slope.", id="dz-text"),
    new_code_cell(
        'def my_dz(z, y):\n    """∂J/∂z."""\n    # BEGIN SOLUTION\n'
        "    return (sigmoid(z) - y) / len(y)\n    # END SOLUTION",
        id="dz",
    ),
    new_code_cell('slope = check("my_dz")', id="dz-check"),
    new_markdown_cell("## A friend\n\n**Exercise 3.12.** Which line?", id="spot-text"),
    new_code_cell(
        "# BEGIN SOLUTION\nwrong_line = 5\n# END SOLUTION\n"
        'spot("chosen_by_the_test", wrong_line)',
        id="spot",
    ),
    new_markdown_cell("**Prediction.** Lower or higher?", id="annealing-text"),
    new_code_cell(
        '# BEGIN SOLUTION\nprediction = "lower"\n# END SOLUTION\n'
        'predict("annealing", prediction)',
        id="annealing",
    ),
    new_code_cell(
        f'# BEGIN SOLUTION\nsigmoid_prime_lines = r"""\n{LINES}\n"""\n# END SOLUTION\n'
        'derive("sigmoid_prime_lines", sigmoid_prime_lines)',
        id="derivation",
    ),
    new_markdown_cell(
        "**In your own words.** Why?\n\n<!-- BEGIN SOLUTION -->Because SECRET."
        "<!-- END SOLUTION -->",
        id="words",
    ),
]

OF = {
    "my_sigmoid": 2,
    "my_dz": 2,
    "chosen_by_the_test": 1,
    "sigmoid_prime_lines": 3,
}

# What each student writes where the workbook has `...`, and what it earns.
RIGHT = {
    "sigmoid": "    small = np.exp(-np.abs(z))\n"
    "    return np.where(z >= 0, 1, small) / (1 + small)",
    "dz": "    return (sigmoid(z) - y) / len(y)",
    "spot": "wrong_line = 5",
    "derivation": f'sigmoid_prime_lines = r"""\n{LINES}\n"""',
}
ANSWERS = {
    # Right, though it writes to stderr and warns.
    "ada": RIGHT
    | {
        "dz": '    import sys\n    print("hello", file=sys.stderr)\n'
        '    warnings.warn("careful")\n    return (sigmoid(z) - y) / len(y)',
    },
    # Overflows for a score of −800; a wrong slope; another line; no step is shown.
    "bob": {
        "sigmoid": "    return np.exp(z) / (1 + np.exp(z))",
        "dz": "    return sigmoid(z) - y",
        "spot": "wrong_line = 2",
        "derivation": "sigmoid_prime_lines = "
        r"""r"\sigma'(z) = \sigma(z) (1 - \sigma(z))" """,
    },
    "eve": {},
}
EARNED = {
    "ada": OF,
    "bob": {
        "my_sigmoid": 1,
        "my_dz": 0,
        "chosen_by_the_test": 0,
        "sigmoid_prime_lines": 1.5,
    },
    "eve": dict.fromkeys(OF, 0),
}


def solved(path):
    """Write the solved notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=copy.deepcopy(CELLS)), path)
    return path


def answered(notebook, answers):
    """Write answers into a student's edition: each in the cell with its first words."""
    first = {
        "sigmoid": "def my_sigmoid",
        "dz": "def my_dz",
        "spot": "wrong_line = ...",
        "derivation": "sigmoid_prime_lines = ...",
    }
    notebook = copy.deepcopy(notebook)
    for name, answer in answers.items():
        (cell,) = [c for c in notebook.cells if c.source.startswith(first[name])]
        cell.source = re.sub(
            r"^ *(?:\w+ = )?\.\.\.$", lambda _, a=answer: a, cell.source, flags=re.M
        )
    return notebook
