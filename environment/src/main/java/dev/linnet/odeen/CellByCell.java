package dev.linnet.odeen;

/**
 * The meaning of rules, cell by cell as the paper's definition reads: the obviously right twin of {@link RuleTable}, which labels
 * sixty-four structures and more at once.
 */
public final class CellByCell {
    private CellByCell() {}

    /**
     * Whether a rule accepts a structure.
     *
     * @param cells the structure's pieces from left to right, as {@link Universe#pieces(String)} reads them
     */
    public static boolean accepts(Rule rule, Piece... cells) {
        return switch (rule) {
            case Rule.Simple simple -> simple.quantity().holds(count(simple, cells));
            case Rule.Relational relational -> relational.quantity().holds(count(relational, cells));
            case Rule.Compound(var left, var connective, var right) -> switch (connective) {
                case AND -> accepts(left, cells) && accepts(right, cells);
                case OR -> accepts(left, cells) || accepts(right, cells);
            };
        };
    }

    private static int count(Rule.Simple rule, Piece[] cells) {
        int count = 0;
        for (Piece cell : cells) {
            if (rule.object().includes(cell)) {
                count++;
            }
        }
        return count;
    }

    private static int count(Rule.Relational rule, Piece[] cells) {
        int count = 0;
        for (int i = 0; i < cells.length; i++) {
            if (rule.object().includes(cells[i]) && related(rule.relation(), rule.other(), cells, i)) {
                count++;
            }
        }
        return count;
    }

    private static boolean related(Relation relation, ObjectKind other, Piece[] cells, int i) {
        return switch (relation) {
            case TOUCHING -> is(other, cells, i - 1) || is(other, cells, i + 1);
            case SURROUNDED_BY -> is(other, cells, i - 1) && is(other, cells, i + 1);
            case AT_THE_RIGHT_OF -> {
                boolean found = false;
                for (int j = 0; j < i; j++) {
                    found |= is(other, cells, j);
                }
                yield found;
            }
            case AT_THE_LEFT_OF -> {
                boolean found = false;
                for (int j = i + 1; j < cells.length; j++) {
                    found |= is(other, cells, j);
                }
                yield found;
            }
        };
    }

    private static boolean is(ObjectKind kind, Piece[] cells, int i) {
        return i >= 0 && i < cells.length && kind.includes(cells[i]);
    }
}
