"""LaTeX commands that stand for one character, and the part it has in a formula."""

from .tree import Symbol

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ "
    "vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ "
    "sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω "
    "varGamma 𝛤 varkappa ϰ digamma ϝ "
    "Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω"
)

_BINARY = (
    "pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ odot ⊙ oplus ⊕ "
    "ominus ⊖ otimes ⊗ oslash ⊘ cup ∪ cap ∩ setminus ∖ wedge ∧ land ∧ vee ∨ lor ∨ "
    "sqcup ⊔ sqcap ⊓ dagger † dag † ddagger ‡ ddag ‡ smallsetminus ∖ uplus ⊎ wr ≀ "
    "amalg ⨿ diamond ⋄ bigcirc ◯ triangleleft ◁ triangleright ▷ boxplus ⊞ boxminus ⊟ "
    "boxtimes ⊠ boxdot ⊡ ltimes ⋉ rtimes ⋊ barwedge ⊼ veebar ⊻ intercal ⊺ "
    "bigtriangleup △ bigtriangledown ▽ Cup ⋓ Cap ⋒ dotplus ∔ divideontimes ⋇ "
)

_LARGE = (
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
    "measuredangle ∡ surd √ natural ♮ sharp ♯ flat ♭ spadesuit ♠ heartsuit ♡ "
    "diamondsuit ♢ clubsuit ♣ bigstar ★ lozenge ◊ blacklozenge ⧫ blacktriangle ▲ "
    "triangledown ▽ blacktriangledown ▼ S § P ¶ copyright © pounds £ yen ¥ circledR ® "
    "backprime ‵ "
    "therefore ∴ because ∵ vdots ⋮ "
    "ddots ⋱"
)


_OPENING = (
    "lfloor ⌊ lceil ⌈ langle ⟨ lbrace { lbrack [ lvert | lVert ‖ ulcorner ⌜ "
    "llcorner ⌞ lgroup ⟮"
)
_CLOSING = (
    "rfloor ⌋ rceil ⌉ rangle ⟩ rbrace } rbrack ] rvert | rVert ‖ urcorner ⌝ "
    "lrcorner ⌟ rgroup ⟯"
)


def _symbols(kind, words):
    """Turn ``"name char name char"`` into a dictionary of commands."""
    names = words.split()
    pairs = zip(names[::2], names[1::2], strict=True)
    return {"\\" + name: Symbol(text, kind) for name, text in pairs}


SYMBOLS = {
    **_symbols("ordinary", _GREEK),
    **_symbols("binary", _BINARY),
    **_symbols("large", _LARGE),
    **_symbols("relation", _RELATIONS),
    **_symbols("relation", _ARROWS),
    **_symbols("ordinary", _LETTERS),
    **_symbols("opening", _OPENING),
    **_symbols("closing", _CLOSING),
    **{"\\" + text: Symbol(text) for text in "%#&$_"},
    r"\{": Symbol("{", "opening"),
    r"\}": Symbol("}", "closing"),
    r"\colon": Symbol(":", "punctuation"),
    r"\|": Symbol("‖"),
    r"\Vert": Symbol("‖"),
    r"\vert": Symbol("|"),
    r"\backslash": Symbol("\\"),
}

# The bars are ordinary: only their commands tell which one opens.
_KINDS = {
    **{symbol.text: symbol.kind for symbol in SYMBOLS.values()},
    **dict.fromkeys("+-*−·", "binary"),
    **dict.fromkeys("=<>:", "relation"),
    **dict.fromkeys("([{⟦", "opening"),
    **dict.fromkeys(")]}⟧", "closing"),
    **dict.fromkeys(",;", "punctuation"),
    **dict.fromkeys("|‖", "ordinary"),
}


def character(text):
    """Return the symbol that a character stands for.

    Parameters
    ----------
    text : str
        One character, such as ``≤``.

    Returns
    -------
    Symbol
        The character with its part in a formula.
    """
    return Symbol(text, _KINDS.get(text, "ordinary"))
