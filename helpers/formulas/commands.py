"""LaTeX commands and environments that are more than a character, and what they are."""

# Letters of another font; with a word in braces, some are a name and no product.
FONTS = {
    r"\mathbf": "bold upright",
    r"\boldsymbol": "bold",
    r"\bm": "bold",
    r"\pmb": "bold",
    r"\mathbfit": "bold italic",
    r"\mathbb": "blackboard",
    r"\Bbb": "blackboard",
    r"\mathbbm": "blackboard",
    r"\mathds": "blackboard",
    r"\mathcal": "calligraphic",
    r"\mathscr": "script",
    r"\mathfrak": "fraktur",
    r"\mathsf": "sans",
    r"\mathtt": "mono",
    r"\mathit": "italic",
    r"\mathrm": "upright",
    r"\mathnormal": "normal",
}
WORD_FONTS = {
    r"\mathrm": "upright",
    r"\mathbf": "bold",
    r"\mathit": "italic",
    r"\mathtt": "mono",
    r"\mathsf": "sans",
}
TEXT_FONTS = {
    **dict.fromkeys([r"\text", r"\textrm", r"\textnormal", r"\textup"], "upright"),
    **dict.fromkeys([r"\mbox", r"\hbox"], "upright"),
    r"\textbf": "bold",
    r"\textit": "italic",
    r"\emph": "italic",
    r"\texttt": "mono",
    r"\textsf": "sans",
}

NAMES = {r"\LaTeX": "LaTeX", r"\TeX": "TeX"}

# What can be said by other commands: LaTeX, the number of arguments, and what the first
# one is if it is left out.
MEANINGS = {
    r"\bra": (r"\langle #1|", 1),
    r"\ket": (r"|#1\rangle", 1),
    r"\braket": (r"\langle #1\rangle", 1),
    r"\Bra": (r"\left\langle #1\right|", 1),
    r"\Ket": (r"\left|#1\right\rangle", 1),
    r"\mod": (r"\quad\operatorname{mod}\;#1", 1),
    r"\cdotp": (r"\cdot", 0),
    r"\ldotp": (".", 0),
    r"\smash": ("{#1}", 1),
    r"\raisebox": (r"\text{#2}", 2),
    r"\class": ("{#2}", 2),
    r"\cssId": ("{#2}", 2),
    r"\style": ("{#2}", 2),
    r"\href": ("{#2}", 2),
    r"\bbox": ("{#2}", 2, ""),
    # Nothing to see on paper
    **dict.fromkeys([r"\mathstrut", r"\strut", r"\newline"], ("", 0)),
    r"\require": ("", 1),
}

# Switches: they hold from where they stand to the end of the group.
FONT_SWITCHES = {
    r"\rm": "upright",
    r"\bf": "bold upright",
    r"\it": "italic",
    r"\cal": "calligraphic",
    r"\tt": "mono",
    r"\sf": "sans",
}
STYLES = {
    r"\displaystyle": "display",
    r"\textstyle": "inline",
    r"\scriptstyle": "script",
    r"\scriptscriptstyle": "scriptscript",
    r"\normalsize": "normal",
    **{
        "\\" + size: size
        for size in "tiny scriptsize footnotesize small large Large LARGE huge".split()
    },
}

ACCENTS = {
    "\\" + name
    for name in (
        "hat widehat tilde widetilde bar vec overrightarrow overleftarrow "
        "overleftrightarrow dot ddot dddot ddddot widecheck overbracket underbracket "
        "overparen underparen breve check acute grave mathring overline underline"
    ).split()
}

# Unicode accents: ŷ is read as y and a combining circumflex.
COMBINING = {
    "\u0302": "hat",
    "\u0303": "tilde",
    "\u0304": "bar",
    "\u0307": "dot",
    "\u0308": "ddot",
    "\u20d7": "vec",
}

DECORATIONS = {
    r"\boxed": "box",
    r"\fbox": "box",
    r"\phantom": "phantom",
    r"\hphantom": "hphantom",
    r"\vphantom": "vphantom",
    r"\cancel": "cancel",
    r"\bcancel": "bcancel",
    r"\xcancel": "xcancel",
}

PARTS = {
    r"\mathrel": "relation",
    r"\mathbin": "binary",
    r"\mathord": "ordinary",
    r"\mathinner": "ordinary",
    r"\mathopen": "opening",
    r"\mathclose": "closing",
    r"\mathpunct": "punctuation",
}

# Style, whether there is a line, and the delimiters; the second kind stands between.
FRACTIONS = {
    r"\frac": ("", True, "", ""),
    r"\dfrac": ("display", True, "", ""),
    r"\cfrac": ("display", True, "", ""),
    r"\tfrac": ("inline", True, "", ""),
    r"\binom": ("", False, "(", ")"),
    r"\dbinom": ("display", False, "(", ")"),
    r"\tbinom": ("inline", False, "(", ")"),
}
INFIX_FRACTIONS = {
    r"\over": (True, "", ""),
    r"\atop": (False, "", ""),
    r"\choose": (False, "(", ")"),
    r"\brace": (False, "{", "}"),
    r"\brack": (False, "[", "]"),
}

# Names of functions; those of the second line take their limits below.
OPERATORS = (
    "log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan "
    "arg deg dim hom ker sech csch arcsec arccsc arccot"
).split()
LIMIT_OPERATORS = "max min sup inf lim limsup liminf det gcd Pr injlim projlim".split()

SPACES = {
    r"\,": "thin",
    r"\thinspace": "thin",
    r"\:": "medium",
    r"\>": "medium",
    r"\medspace": "medium",
    r"\;": "thick",
    r"\thickspace": "thick",
    r"\!": "negative thin",
    r"\negthinspace": "negative thin",
    r"\enspace": "half quad",
    r"\enskip": "half quad",
    r"\quad": "quad",
    r"\qquad": "double quad",
    r"\ ": "word",
    "\\\n": "word",
    r"\nobreakspace": "nonbreaking",
}

LOW_DOTS = {r"\ldots", r"\dotsc", r"\dotso", r"\hdots"}
RAISED_DOTS = {r"\cdots", r"\dotsb", r"\dotsm", r"\dotsi"}

# What may follow \left, \right, \middle and \big.
DELIMITERS = {
    **{text: text for text in "()[]|/"},
    "<": "⟨",
    ">": "⟩",
    ".": "",
    r"\{": "{",
    r"\}": "}",
    r"\|": "‖",
    r"\lbrace": "{",
    r"\rbrace": "}",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\vert": "|",
    r"\lvert": "|",
    r"\rvert": "|",
    r"\Vert": "‖",
    r"\lVert": "‖",
    r"\rVert": "‖",
    r"\langle": "⟨",
    r"\rangle": "⟩",
    r"\lfloor": "⌊",
    r"\rfloor": "⌋",
    r"\lceil": "⌈",
    r"\rceil": "⌉",
    r"\uparrow": "↑",
    r"\downarrow": "↓",
    r"\Uparrow": "⇑",
    r"\Downarrow": "⇓",
    r"\updownarrow": "↕",
    r"\backslash": "\\",
    r"\ulcorner": "⌜",
    r"\urcorner": "⌝",
    r"\llcorner": "⌞",
    r"\lrcorner": "⌟",
    r"\lgroup": "⟮",
    r"\rgroup": "⟯",
}
SIDES = {"": "ordinary", "l": "opening", "r": "closing", "m": "relation"}

# Arrows that grow with what is written above and, in brackets, below them.
LONG_ARROWS = {
    r"\xrightarrow": "→",
    r"\xleftarrow": "←",
    r"\xleftrightarrow": "↔",
    r"\xRightarrow": "⇒",
    r"\xLeftarrow": "⇐",
    r"\xmapsto": "↦",
    r"\xhookrightarrow": "↪",
}

MATRICES = {
    *("matrix", "smallmatrix", "array", "pmatrix", "bmatrix", "Bmatrix"),
    *("vmatrix", "Vmatrix", "cases", "dcases", "rcases", "subarray"),
}

# Environments that stack rows; those of the second line number each row.
STACKS = {"aligned", "split", "gathered", "alignedat"}
NUMBERED_STACKS = {
    *("align", "align*", "gather", "gather*", "eqnarray", "eqnarray*"),
    *("alignat", "alignat*", "flalign", "flalign*", "multline", "multline*"),
}
EQUATIONS = {"equation", "equation*"}  # a display within the display
WITH_COLUMNS = {"array", "subarray", "alignedat", "alignat", "alignat*"}  # one argument

# Names as browsers know them; with a capital letter, those of dvips.
COLOURS = {
    "black": "#000000",
    "blue": "#0000ff",
    "brown": "#a52a2a",
    "crimson": "#dc143c",
    "cyan": "#00ffff",
    "darkblue": "#00008b",
    "darkgray": "#a9a9a9",
    "darkgreen": "#006400",
    "darkorange": "#ff8c00",
    "darkred": "#8b0000",
    "fuchsia": "#ff00ff",
    "goldenrod": "#daa520",
    "gray": "#808080",
    "green": "#008000",
    "grey": "#808080",
    "lightblue": "#add8e6",
    "lightgray": "#d3d3d3",
    "lightgreen": "#90ee90",
    "lime": "#00ff00",
    "magenta": "#ff00ff",
    "maroon": "#800000",
    "navy": "#000080",
    "olive": "#808000",
    "orange": "#ffa500",
    "pink": "#ffc0cb",
    "purple": "#800080",
    "red": "#ff0000",
    "royalblue": "#4169e1",
    "steelblue": "#4682b4",
    "teal": "#008080",
    "tomato": "#ff6347",
    "violet": "#ee82ee",
    "white": "#ffffff",
    "yellow": "#ffff00",
    "BrickRed": "#b6321c",
    "ForestGreen": "#009b55",
    "NavyBlue": "#006eb8",
    "OrangeRed": "#ed135a",
    "RoyalBlue": "#0071bc",
}
