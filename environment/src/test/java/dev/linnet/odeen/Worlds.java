package dev.linnet.odeen;

/** The tables that several tests look at, each made once. */
public final class Worlds {
    private static final RuleTable STANDARD = RuleTable.of(Universe.standard());
    private static final RuleTable MINI = RuleTable.of(Universe.mini());

    private Worlds() {}

    /** All rules of Odeen on all its structures. */
    public static RuleTable standard() {
        return STANDARD;
    }

    /** All rules of Mini-Odeen on all its structures. */
    public static RuleTable mini() {
        return MINI;
    }
}
