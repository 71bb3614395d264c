package dev.linnet.cuda.ptx.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;

/**
 * A family of opcodes that is executed, in a notation near to the PTX manual's: {@code {.x|.y}} may be there, one of
 * {@code (.x|.y)} must be.
 */
public final class Form {
    /** Makes the op for an instruction of the form. */
    @FunctionalInterface
    interface Decode {
        Op decode(Instruction i, Operands o);
    }

    /** How an instruction of the form sits among the others. */
    public enum Flow {
        /** Does its work and goes on. */
        STRAIGHT,
        /** Ends a segment: control may go elsewhere. */
        CONTROL,
        /** Alone in its segment: may have to run again when more lanes have arrived. */
        ALONE,
        /** Both: control may go elsewhere, and it may have to run again. */
        MEETING
    }

    private static final Pattern BASES = Pattern.compile("(\\([a-z0-9|]+\\))?[a-z0-9_]*");

    private final String family;
    private final String notation;
    private final List<String> bases;
    private Pattern pattern;
    private Flow flow;
    private Decode decode;

    /** One of which nothing is known yet but how it is written. */
    Form(String family, String notation) {
        this.family = family;
        this.notation = notation;
        this.bases = findBases();
    }

    /** From now on it can be executed. */
    void is(Flow itsFlow, Decode itsDecode) {
        flow = itsFlow;
        decode = itsDecode;
    }

    /** Whether it can be executed. */
    boolean known() {
        return decode != null;
    }

    /** The family that it belongs to, in words. */
    public String family() {
        return family;
    }

    /** As written in the guide. */
    public String notation() {
        return notation;
    }

    Flow flow() {
        return flow;
    }

    Decode decode() {
        return decode;
    }

    /** Whether an opcode, which has this before its first dot, is one of the form's. */
    boolean matches(String base, String opcode) {
        if (!bases.contains(base)) {
            return false;
        }
        if (pattern == null) {
            pattern = Pattern
                    .compile(notation.replace(".", "\\.").replace("(", "(?:").replace("{", "(?:").replace("}", ")?"));
        }
        return pattern.matcher(opcode).matches();
    }

    /** What opcodes of the form have before their first dot. */
    List<String> bases() {
        return bases;
    }

    private List<String> findBases() {
        Matcher first = BASES.matcher(notation);
        if (!first.lookingAt()) {
            throw new IllegalStateException(notation);
        }
        return expand(first.group());
    }

    /** Every opcode that the notation stands for; for loads and stores those are millions. */
    public List<String> opcodes() {
        return expand(notation);
    }

    private static List<String> expand(String notation) {
        List<String> all = List.of("");
        int at = 0;
        while (at < notation.length()) {
            char c = notation.charAt(at);
            List<String> choices = new ArrayList<>();
            if (c == '{' || c == '(') {
                int end = notation.indexOf(c == '{' ? '}' : ')', at);
                if (c == '{') {
                    choices.add("");
                }
                choices.addAll(List.of(notation.substring(at + 1, end).split("\\|", -1)));
                at = end + 1;
            } else {
                int end = at;
                while (end < notation.length() && notation.charAt(end) != '{' && notation.charAt(end) != '(') {
                    end++;
                }
                choices.add(notation.substring(at, end));
                at = end;
            }
            List<String> longer = new ArrayList<>();
            for (String s : all) {
                for (String choice : choices) {
                    longer.add(s + choice);
                }
            }
            all = longer;
        }
        return all;
    }
}
