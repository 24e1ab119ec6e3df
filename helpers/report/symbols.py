"""LaTeX command names and the characters or Typst functions they stand for.

Symbols are written as Unicode characters, not as Typst names, because the names change
between versions of Typst and the characters do not.
"""

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ "
    "vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ "
    "sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω "
    "varGamma 𝛤 varkappa ϰ digamma ϝ "
    "Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω"
)

_OPERATIONS = (
    "pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ odot ⊙ oplus ⊕ "
    "ominus ⊖ otimes ⊗ oslash ⊘ cup ∪ cap ∩ setminus ∖ wedge ∧ land ∧ vee ∨ lor ∨ "
    "sqcup ⊔ sqcap ⊓ dagger † dag † ddagger ‡ ddag ‡ smallsetminus ∖ uplus ⊎ wr ≀ "
    "amalg ⨿ diamond ⋄ bigcirc ◯ triangleleft ◁ triangleright ▷ boxplus ⊞ boxminus ⊟ "
    "boxtimes ⊠ boxdot ⊡ ltimes ⋉ rtimes ⋊ barwedge ⊼ veebar ⊻ intercal ⊺ "
    "bigtriangleup △ bigtriangledown ▽ Cup ⋓ Cap ⋒ dotplus ∔ divideontimes ⋇ "
    "sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ "
    "bigoplus ⨁ bigotimes ⨂ bigodot ⨀ bigwedge ⋀ bigvee ⋁ bigsqcup ⨆ biguplus ⨄ "
    "smallint ∫ iiiint ⨌"
)

_RELATIONS = (
    "le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ ne ≠ neq ≠ ll ≪ gg ≫ approx ≈ "
    "equiv ≡ sim ∼ simeq ≃ cong ≅ propto ∝ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ "
    "subsetneq ⊊ supset ⊃ supseteq ⊇ perp ⟂ parallel ∥ mid ∣ nmid ∤ models ⊨ vdash ⊢ "
    "prec ≺ preceq ⪯ succ ≻ succeq ⪰ doteq ≐ triangleq ≜ coloneqq ≔ asymp ≍ lt < gt > "
    "lesssim ≲ gtrsim ≳ lessgtr ≶ gtrless ≷ lessapprox ⪅ gtrapprox ⪆ lll ⋘ ggg ⋙ "
    "nless ≮ ngtr ≯ nleq ≰ ngeq ≱ nprec ⊀ nsucc ⊁ nsim ≁ ncong ≇ subsetneqq ⫋ "
    "supsetneq ⊋ nsubseteq ⊈ nsupseteq ⊉ subseteqq ⫅ supseteqq ⫆ sqsubset ⊏ "
    "sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ dashv ⊣ vDash ⊨ Vdash ⊩ Vvdash ⊪ nvdash ⊬ "
    "nvDash ⊭ approxeq ≊ backsim ∽ eqsim ≂ bumpeq ≏ Bumpeq ≎ circeq ≗ eqcirc ≖ "
    "eqcolon ≕ owns ∋ shortmid ∣ nparallel ∦ bowtie ⋈ smile ⌣ frown ⌢ pitchfork ⋔ "
    "between ≬ multimap ⊸ trianglelefteq ⊴ trianglerighteq ⊵ vartriangleleft ⊲ "
    "vartriangleright ⊳ varpropto ∝ backepsilon ∍ curlyeqprec ⋞ curlyeqsucc ⋟ "
    "preccurlyeq ≼ succcurlyeq ≽ precsim ≾ succsim ≿ risingdotseq ≓ Subset ⋐ Supset ⋑"
)

_ARROWS = (
    "to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ "
    "Leftrightarrow ⇔ implies ⟹ impliedby ⟸ iff ⟺ longrightarrow ⟶ longleftarrow ⟵ "
    "Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ longleftrightarrow ⟷ "
    "mapsto ↦ longmapsto ⟼ hookrightarrow ↪ uparrow ↑ downarrow ↓ updownarrow ↕ "
    "Uparrow ⇑ Downarrow ⇓ nearrow ↗ searrow ↘ rightharpoonup ⇀ rightleftharpoons ⇌ "
    "searrow ↘ swarrow ↙ nwarrow ↖ Updownarrow ⇕ leftharpoonup ↼ leftharpoondown ↽ "
    "rightharpoondown ⇁ leftrightharpoons ⇋ hookleftarrow ↩ twoheadrightarrow ↠ "
    "twoheadleftarrow ↞ rightarrowtail ↣ leftarrowtail ↢ rightrightarrows ⇉ "
    "leftleftarrows ⇇ leftrightarrows ⇆ rightleftarrows ⇄ upuparrows ⇈ "
    "downdownarrows ⇊ upharpoonright ↾ restriction ↾ upharpoonleft ↿ leadsto ⇝ "
    "rightsquigarrow ⇝ dashrightarrow ⇢ dashleftarrow ⇠ curvearrowright ↷ "
    "curvearrowleft ↶ circlearrowright ↻ circlearrowleft ↺ Downarrow ⇓ nrightarrow ↛ "
    "nleftarrow ↚ nRightarrow ⇏ nLeftarrow ⇍ nLeftrightarrow ⇎ Rrightarrow ⇛ "
    "Lleftarrow ⇚ Lsh ↰ Rsh ↱"
)

_LETTERS = (
    "partial ∂ nabla ∇ infty ∞ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ wp ℘ imath ı jmath ȷ "
    "forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ emptyset ∅ varnothing ∅ top ⊤ bot ⊥ "
    "angle ∠ triangle △ square □ blacksquare ■ checkmark ✓ prime ′ degree ° "
    "hslash ℏ beth ℶ gimel ℷ daleth ℸ complement ∁ Bbbk 𝕜 eth ð sphericalangle ∢ "
    "measuredangle ∡ surd \\√ natural ♮ sharp ♯ flat ♭ spadesuit ♠ heartsuit ♡ "
    "diamondsuit ♢ clubsuit ♣ bigstar ★ lozenge ◊ blacklozenge ⧫ blacktriangle ▲ "
    "triangledown ▽ blacktriangledown ▼ S § P ¶ copyright © pounds £ yen ¥ circledR ® "
    "backprime ‵ "
    "therefore ∴ because ∵ vdots ⋮ "
    r"ddots ⋱ lfloor \⌊ rfloor \⌋ lceil \⌈ rceil \⌉ langle \⟨ rangle \⟩"
)


def _pairs(words):
    """Turn ``"name char name char"`` into a dictionary of commands."""
    names = words.split()
    return {"\\" + k: v for k, v in zip(names[::2], names[1::2], strict=True)}


SYMBOLS = {
    **_pairs(_GREEK),
    **_pairs(_OPERATIONS),
    **_pairs(_RELATIONS),
    **_pairs(_ARROWS),
    **_pairs(_LETTERS),
    r"\{": r"\{",
    r"\}": r"\}",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\lbrack": r"\[",
    r"\rbrack": r"\]",
    r"\%": "%",
    r"\#": r"\#",
    r"\&": r"\&",
    r"\$": r"\$",
    r"\_": r"\_",
    r"\colon": r'class("punctuation", \:)',
    r"\|": 'class("normal", ‖)',
    r"\Vert": 'class("normal", ‖)',
    r"\vert": 'class("normal", |)',
    r"\lvert": 'class("opening", |)',
    r"\rvert": 'class("closing", |)',
    r"\lVert": 'class("opening", ‖)',
    r"\rVert": 'class("closing", ‖)',
    r"\backslash": r"\\",
    r"\varlimsup": 'limits(overline(op("lim")))',
    r"\varliminf": 'limits(underline(op("lim")))',
    r"\ulcorner": 'class("opening", \\⌜)',
    r"\urcorner": 'class("closing", \\⌝)',
    r"\llcorner": 'class("opening", \\⌞)',
    r"\lrcorner": 'class("closing", \\⌟)',
    r"\bmod": 'class("binary", op("mod"))',
}

# What stands between two terms: dots beside it are raised.
INFIX = {*"+-=<>", *_pairs(_OPERATIONS), *_pairs(_RELATIONS), *_pairs(_ARROWS)}

# Characters that mean something to Typst and nothing to LaTeX.
CHARACTERS = {
    **{c: "\\" + c for c in '()[],;:"@`<>⟨⟩⌊⌋⌈⌉⟦⟧√∛∜'},
    "/": r'class("normal", \/)',
    "|": 'class("normal", |)',
    "~": "space.nobreak",
}

# Braces around one of these take its spacing away, as in 10{,}000.
SPACED = {r"\,", r"\;", r"\:", r"\<", r"\>", "=", "+", "-"}

# What may follow \left, \right, \middle and \big; these grow, so no class() around.
DELIMITERS = {
    "(": r"\(",
    ")": r"\)",
    "[": r"\[",
    "]": r"\]",
    r"\{": r"\{",
    r"\}": r"\}",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\lbrack": r"\[",
    r"\rbrack": r"\]",
    "|": "|",
    r"\vert": "|",
    r"\lvert": "|",
    r"\rvert": "|",
    r"\|": "‖",
    r"\Vert": "‖",
    r"\lVert": "‖",
    r"\rVert": "‖",
    "/": r"\/",
    r"\langle": r"\⟨",
    r"\rangle": r"\⟩",
    "<": r"\⟨",
    ">": r"\⟩",
    r"\lfloor": r"\⌊",
    r"\rfloor": r"\⌋",
    r"\lceil": r"\⌈",
    r"\rceil": r"\⌉",
    r"\uparrow": "↑",
    r"\downarrow": "↓",
    r"\Uparrow": "⇑",
    r"\Downarrow": "⇓",
    r"\updownarrow": "↕",
    r"\backslash": r"\\",
    r"\ulcorner": r"\⌜",
    r"\urcorner": r"\⌝",
    r"\llcorner": r"\⌞",
    r"\lrcorner": r"\⌟",
    r"\lgroup": r"\⟮",
    r"\rgroup": r"\⟯",
    ".": '""',
}

LOW_DOTS = {r"\ldots", r"\dotsc", r"\dotso", r"\hdots"}
RAISED_DOTS = {r"\cdots", r"\dotsb", r"\dotsm", r"\dotsi"}

SPACES = {
    r"\,": "thin",
    r"\thinspace": "thin",
    r"\:": "med",
    r"\>": "med",
    r"\;": "thick",
    r"\!": "#h(-1em/6)",
    r"\medspace": "med",
    r"\thickspace": "thick",
    r"\negthinspace": "#h(-1em/6)",
    r"\enspace": "#h(0.5em)",
    r"\enskip": "#h(0.5em)",
    r"\nobreakspace": "space.nobreak",
    r"\ ": "space",
    r"\quad": "quad",
    r"\qquad": "wide",
}

# Upright operator names; those of the second line take their limits below.
OPERATORS = (
    "log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan "
    "arg deg dim hom ker sech csch arcsec arccsc arccot"
).split()
LIMIT_OPERATORS = "max min sup inf lim limsup liminf det gcd Pr injlim projlim".split()

# One argument in, one Typst function around it.
WRAPPERS = {
    r"\hat": "hat({})",
    r"\widehat": "hat({}, size: #100%)",
    r"\tilde": "tilde({})",
    r"\widetilde": "tilde({}, size: #100%)",
    r"\bar": "macron({})",
    r"\vec": "arrow({})",
    r"\overrightarrow": "arrow({}, size: #100%)",
    r"\overleftarrow": "arrow.l({}, size: #100%)",
    r"\dot": "dot({})",
    r"\ddot": "dot.double({})",
    r"\dddot": "dot.triple({})",
    r"\ddddot": "dot.quad({})",
    r"\overleftrightarrow": "arrow.l.r({}, size: #100%)",
    r"\widecheck": "caron({}, size: #100%)",
    r"\overbracket": "overbracket({})",
    r"\underbracket": "underbracket({})",
    r"\overparen": "overparen({})",
    r"\underparen": "underparen({})",
    r"\breve": "breve({})",
    r"\check": "caron({})",
    r"\acute": "acute({})",
    r"\grave": "grave({})",
    r"\mathring": "circle({})",
    r"\overline": "overline({})",
    r"\underline": "underline({})",
    r"\mathbf": "bold(upright({}))",
    r"\boldsymbol": "bold({})",
    r"\bm": "bold({})",
    r"\mathbb": "bb({})",
    r"\Bbb": "bb({})",
    r"\pmb": "bold({})",
    r"\mathbfit": "bold(italic({}))",
    r"\mathnormal": "{}",
    r"\mathbbm": "bb({})",
    r"\mathds": "bb({})",
    r"\mathcal": "cal({})",
    r"\mathscr": "scr({})",
    r"\mathfrak": "frak({})",
    r"\mathsf": "sans({})",
    r"\mathtt": "mono({})",
    r"\mathit": "italic({})",
    r"\mathrm": "upright({})",
    r"\mathop": "op({}, limits: #true)",
    r"\mathrel": 'class("relation", {})',
    r"\mathbin": 'class("binary", {})',
    r"\mathord": 'class("normal", {})',
    r"\mathopen": 'class("opening", {})',
    r"\mathclose": 'class("closing", {})',
    r"\mathpunct": 'class("punctuation", {})',
    r"\mathinner": 'class("normal", {})',
    r"\phantom": "phantom({})",
    r"\hphantom": "hphantom({})",
    r"\vphantom": "vphantom({})",
    r"\fbox": "boxed({})",
    r"\boxed": "boxed({})",
    r"\cancel": "cancel({})",
    r"\bcancel": "cancel({}, inverted: #true)",
    r"\xcancel": "cancel({}, cross: #true)",
}

# Unicode accents: ŷ is read as y and a combining circumflex.
ACCENTS = {
    "\u0302": r"\hat",
    "\u0303": r"\tilde",
    "\u0304": r"\bar",
    "\u0307": r"\dot",
    "\u0308": r"\ddot",
    "\u20d7": r"\vec",
}

# Two arguments in.
PAIRS = {
    r"\frac": "frac({}, {})",
    r"\dfrac": "display(frac({}, {}))",
    r"\cfrac": "display(frac({}, {}))",
    r"\tfrac": "inline(frac({}, {}))",
    r"\binom": "binom({}, {})",
    r"\dbinom": "display(binom({}, {}))",
    r"\tbinom": "inline(binom({}, {}))",
    r"\overset": "limits({1})^({0})",
    r"\stackrel": "limits({1})^({0})",
    r"\underset": "limits({1})_({0})",
}

# Switches: they hold from where they stand to the end of the group.
STYLES = {
    r"\displaystyle": "display({})",
    r"\textstyle": "inline({})",
    r"\scriptstyle": "script({})",
    r"\scriptscriptstyle": "sscript({})",
    r"\rm": "upright({})",
    r"\bf": "bold(upright({}))",
    r"\it": "italic({})",
    r"\cal": "cal({})",
    r"\tt": "mono({})",
    r"\sf": "sans({})",
    r"\tiny": "#text(0.5em, ${}$)",
    r"\scriptsize": "#text(0.7em, ${}$)",
    r"\footnotesize": "#text(0.8em, ${}$)",
    r"\small": "#text(0.9em, ${}$)",
    r"\normalsize": "{}",
    r"\large": "#text(1.2em, ${}$)",
    r"\Large": "#text(1.44em, ${}$)",
    r"\LARGE": "#text(1.73em, ${}$)",
    r"\huge": "#text(2.07em, ${}$)",
}

BIG = {r"\big": "1.2em", r"\Big": "1.8em", r"\bigg": "2.4em", r"\Bigg": "3em"}
BIG_CLASSES = {"": "normal", "l": "opening", "r": "closing", "m": "relation"}

TEXT_FONTS = {
    r"\text": "{}",
    r"\textrm": "{}",
    r"\textnormal": "{}",
    r"\mbox": "{}",
    r"\hbox": "{}",
    r"\textbf": "#math.bold(${}$)",
    r"\textit": "#math.italic(${}$)",
    r"\emph": "#math.italic(${}$)",
    r"\texttt": "#math.mono(${}$)",
    r"\textsf": "#math.sans(${}$)",
    r"\textup": "{}",
}

# A whole word in one of these maths fonts is set like text.
WORD_FONTS = {
    r"\mathrm": r"\textrm",
    r"\mathbf": r"\textbf",
    r"\mathit": r"\textit",
    r"\mathtt": r"\texttt",
    r"\mathsf": r"\textsf",
}

MATRICES = {
    "matrix": "#none",
    "smallmatrix": "#none",
    "array": "#none",
    "pmatrix": '"("',
    "bmatrix": '"["',
    "Bmatrix": '"{"',
    "vmatrix": '"|"',
    "Vmatrix": '"‖"',
    "cases": '#("{", none)',
    "dcases": '#("{", none)',
    "rcases": '#(none, "}")',
}

# Environments that stack rows; only those of the second line number each row.
STACKS = {"aligned", "split", "gathered", "alignedat"}
NUMBERED_STACKS = {
    *("align", "align*", "gather", "gather*", "eqnarray", "eqnarray*"),
    *("alignat", "alignat*", "flalign", "flalign*", "multline", "multline*"),
}
WITH_COLUMNS = {"array", "alignedat", "alignat", "alignat*"}  # one argument

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
