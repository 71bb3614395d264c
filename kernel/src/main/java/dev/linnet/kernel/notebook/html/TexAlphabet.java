package dev.linnet.kernel.notebook.html;

import java.util.Map;

/** The alphabets that TeX's commands choose, as Unicode's mathematical letters have them. */
enum TexAlphabet {
    ITALIC(0, 0, ""), UPRIGHT(0, 0, ""), BOLD(0x1D400, 0x1D7CE, ""), DOUBLE_STRUCK(0x1D538, 0x1D7D8,
            "CℂHℍNℕPℙQℚRℝZℤ"), SCRIPT(0x1D49C, 0, "BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ"), FRAKTUR(0x1D504, 0,
                    "CℭHℌIℑRℜZℨ"), SANS_SERIF(0x1D5A0, 0x1D7E2, ""), MONOSPACE(0x1D670, 0x1D7F6, "");

    /** The commands. */
    static final Map<String, TexAlphabet> COMMANDS = Map.of("mathrm", UPRIGHT, "mathit", ITALIC, "mathbf", BOLD,
            "mathbb", DOUBLE_STRUCK, "mathcal", SCRIPT, "mathscr", SCRIPT, "mathfrak", FRAKTUR, "mathsf", SANS_SERIF,
            "mathtt", MONOSPACE);

    private final int letters;
    private final int digits;
    /** Letters that Unicode had before the others, each with its own place behind it. */
    private final String elsewhere;

    TexAlphabet(int letters, int digits, String elsewhere) {
        this.letters = letters;
        this.digits = digits;
        this.elsewhere = elsewhere;
    }

    /** A letter or digit in this alphabet; itself where the alphabet has none of it. */
    String of(String character) {
        char c = character.charAt(0);
        int place = elsewhere.indexOf(c);
        if (place >= 0) {
            return elsewhere.substring(place + 1, place + 2);
        }
        if (letters > 0 && c >= 'A' && c <= 'Z') {
            return Character.toString(letters + c - 'A');
        }
        if (letters > 0 && c >= 'a' && c <= 'z') {
            return Character.toString(letters + 26 + c - 'a');
        }
        return digits > 0 && c >= '0' && c <= '9' ? Character.toString(digits + c - '0') : character;
    }
}
