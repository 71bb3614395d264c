package dev.linnet.kernel.notebook.html;

import java.util.HashMap;
import java.util.Map;

/** TeX's names of symbols. */
final class TexSymbols {
    /** A symbol: how it is spaced, and what it looks like. */
    record Symbol(TexAtom.Kind kind, String text) {}

    /** Letters that TeX slants: single ones in {@code mi} are. */
    static final Map<String, String> SLANTED = pairs("""
            alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ \
            lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ \
            chi χ psi ψ omega ω partial ∂ ell ℓ imath ı jmath ȷ""");

    /** Letters and signs that stand upright. */
    static final Map<String, String> UPRIGHT = pairs("""
            Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω \
            infty ∞ nabla ∇ forall ∀ exists ∃ nexists ∄ emptyset ∅ varnothing ∅ top ⊤ bot ⊥ hbar ℏ Re ℜ Im ℑ \
            aleph ℵ angle ∠ prime ′ dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ neg ¬ lnot ¬ \
            square □ Box □ checkmark ✓ dagger † star ⋆ % % $ $ # # & & _ _""");

    /** Functions whose names TeX knows. */
    static final Map<String, String> FUNCTIONS = pairs("""
            log log ln ln lg lg exp exp sin sin cos cos tan tan cot cot sec sec csc csc arcsin arcsin arccos arccos \
            arctan arctan sinh sinh cosh cosh tanh tanh coth coth arg arg deg deg dim dim hom hom ker ker""");

    /** Functions and signs whose scripts go below and above. */
    static final Map<String, String> WITH_LIMITS = pairs("""
            max max min min sup sup inf inf lim lim limsup lim␣sup liminf lim␣inf det det gcd gcd Pr Pr \
            sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂""");

    /** Signs that are as large as sums, with scripts beside them. */
    static final Map<String, String> INTEGRALS = pairs("int ∫ iint ∬ iiint ∭ oint ∮");

    /** Signs above a letter. */
    static final Map<String, String> ACCENTS = pairs("""
            hat ^ widehat ^ bar ¯ overline ¯ tilde ~ widetilde ~ vec → dot ˙ ddot ¨ check ˇ breve ˘ acute ´ grave `""");

    /** Widths of spaces, in em. */
    static final Map<String, String> SPACES = pairs("""
            , 0.1667 : 0.2222 > 0.2222 ; 0.2778 ! -0.1667 quad 1 qquad 2 thinspace 0.1667 enspace 0.5""");

    private static final Map<String, Symbol> SYMBOLS = symbols();

    private TexSymbols() {}

    /** What a command or a character stands for; null where it is none of these. */
    static Symbol of(String name) {
        return SYMBOLS.get(name);
    }

    private static Map<String, Symbol> symbols() {
        var all = new HashMap<String, Symbol>();
        add(all, TexAtom.Kind.BINARY, """
                + + - − * ∗ pm ± mp ∓ times × div ÷ cdot · ast ∗ circ ∘ bullet ∙ odot ⊙ oplus ⊕ otimes ⊗ ominus ⊖ \
                cup ∪ cap ∩ setminus ∖ wedge ∧ vee ∨ land ∧ lor ∨ bmod mod""");
        add(all, TexAtom.Kind.RELATION, """
                = = < < > > : : lt < gt > le ≤ leq ≤ ge ≥ geq ≥ leqslant ⩽ geqslant ⩾ ll ≪ gg ≫ ne ≠ neq ≠ \
                equiv ≡ approx ≈ sim ∼ simeq ≃ cong ≅ propto ∝ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ \
                supseteq ⊇ mid ∣ parallel ∥ perp ⟂ prec ≺ succ ≻ models ⊨ vdash ⊢ to → rightarrow → leftarrow ← \
                gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ implies ⟹ mapsto ↦ \
                longrightarrow ⟶ longleftarrow ⟵ longmapsto ⟼ uparrow ↑ downarrow ↓ coloneqq ≔""");
        add(all, TexAtom.Kind.OPENING, "( ( [ [ { { lbrace { lbrack [ langle ⟨ lfloor ⌊ lceil ⌈ lvert | lVert ‖");
        add(all, TexAtom.Kind.CLOSING,
                ") ) ] ] } } rbrace } rbrack ] rangle ⟩ rfloor ⌋ rceil ⌉ rvert | rVert ‖ ! ! ? ?");
        add(all, TexAtom.Kind.PUNCTUATION, ", , ; ; colon :");
        add(all, TexAtom.Kind.ORDINARY, ". . / / | | vert | Vert ‖ backslash \\");
        return Map.copyOf(all);
    }

    private static void add(Map<String, Symbol> all, TexAtom.Kind kind, String pairs) {
        pairs(pairs).forEach((name, text) -> all.put(name, new Symbol(kind, text)));
    }

    private static Map<String, String> pairs(String text) {
        String[] words = text.strip().split("\\s+", -1);
        var pairs = new HashMap<String, String>();
        for (int i = 0; i < words.length; i += 2) {
            pairs.put(words[i], words[i + 1].replace('␣', '\u00A0'));
        }
        return Map.copyOf(pairs);
    }
}
