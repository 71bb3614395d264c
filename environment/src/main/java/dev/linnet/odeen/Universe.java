package dev.linnet.odeen;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A world to explain: which structures there are, and which rules. Odeen itself ({@link #standard}) and the small one for laptops
 * ({@link #mini}) are two instances of it.
 *
 * <p>A structure is a row of cells, written as one character each. Its id is its position among all structures in ASCII order: the
 * number whose digits, most significant first, are the pieces' positions in {@link #pieces()}.
 *
 * <pre>{@code
 * Universe odeen = Universe.standard();
 * odeen.accepts("at_least 1 red touching blue", "Aa....");  // true
 * }</pre>
 *
 * <p>Source: Norelli et al., "Explanatory Learning" (arXiv 2201.10222).
 */
public final class Universe {
    /** Cells of the longest structures. */
    public static final int MAX_LENGTH = 7;

    private static final Universe STANDARD = new Universe(6, List.of(Piece.values()), ObjectKind.standard(),
            Quantity.upTo(2), List.of(Relation.values()), true);
    private static final Universe MINI = STANDARD.withLength(4)
            .withPieces(".ABab")
            .withObjects(ObjectKind.withoutOrientation())
            .withRelations(List.of(Relation.TOUCHING, Relation.SURROUNDED_BY, Relation.AT_THE_RIGHT_OF))
            .withConnectives(false);

    private final int length;
    private final List<Piece> pieces;
    private final List<ObjectKind> objects;
    private final List<Quantity> quantities;
    private final List<Relation> relations;
    private final boolean connectives;
    private final int structures;
    private final int[] digits = new int[128];
    private RuleGrammar grammar;

    private Universe(int length, Collection<Piece> pieces, List<ObjectKind> objects, List<Quantity> quantities,
            List<Relation> relations, boolean connectives) {
        this.length = length;
        this.pieces = List.copyOf(EnumSet.copyOf(pieces));
        this.objects = distinct("objects", objects);
        this.quantities = distinct("quantities", quantities);
        this.relations = List.copyOf(relations.isEmpty() ? Set.of() : EnumSet.copyOf(relations));
        this.connectives = connectives;
        requireLength();
        structures = Math.toIntExact(structures(length));
        Arrays.fill(digits, -1);
        for (int i = 0; i < this.pieces.size(); i++) {
            digits[this.pieces.get(i).letter()] = i;
        }
    }

    /** Odeen: 6 cells, 7 pieces, 14 kinds of objects, 7 quantities, 4 relations: 117,649 structures and 24,794 rules. */
    public static Universe standard() {
        return STANDARD;
    }

    /** 4 cells, no piece points down, no rule speaks of pointing, of the left, or of two things: 625 structures and 1,400 rules. */
    public static Universe mini() {
        return MINI;
    }

    private static <T> List<T> distinct(String name, List<T> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("A universe needs at least one of its " + name + ", but got none.");
        }
        return List.copyOf(new LinkedHashSet<>(values));
    }

    private void requireLength() {
        if (length >= 1 && length <= MAX_LENGTH) {
            return;
        }
        String message = "The length of structures must be from 1 to " + MAX_LENGTH + ", but is " + length;
        if (length > MAX_LENGTH) {
            double rules = ruleCount();
            double bytes = rules * Math.pow(pieces.size(), length) / 8;
            message += String.format(Locale.ROOT, ": the table of %,d rules by %,.0f structures would take %,.1f GB",
                    ruleCount(), Math.pow(pieces.size(), length), bytes / 1e9);
        }
        throw new IllegalArgumentException(message + ".");
    }

    private long structures(int cells) {
        long count = 1;
        for (int i = 0; i < cells; i++) {
            count *= pieces.size();
        }
        return count;
    }

    /** This universe with structures of so many cells, from 1 to {@value #MAX_LENGTH}. */
    public Universe withLength(int cells) {
        return new Universe(cells, pieces, objects, quantities, relations, connectives);
    }

    /**
     * This universe with these pieces only, given by their characters: {@code ".ABab"}.
     *
     * @throws IllegalArgumentException for a character that is no piece, or without the empty cell
     */
    public Universe withPieces(String letters) {
        var chosen = EnumSet.noneOf(Piece.class);
        for (int i = 0; i < letters.length(); i++) {
            Piece piece = Piece.of(letters.charAt(i));
            if (piece == null) {
                throw new IllegalArgumentException("There is no piece '" + letters.charAt(i)
                        + "': the pieces are " + letters(EnumSet.allOf(Piece.class)) + ".");
            }
            chosen.add(piece);
        }
        if (!chosen.contains(Piece.EMPTY) || chosen.size() < 2) {
            throw new IllegalArgumentException(
                    "The pieces must contain the empty cell '.' and one more, but are '" + letters + "'.");
        }
        return new Universe(length, chosen, objects, quantities, relations, connectives);
    }

    /** This universe with rules about these kinds of objects only. */
    public Universe withObjects(List<ObjectKind> kinds) {
        return new Universe(length, pieces, kinds, quantities, relations, connectives);
    }

    /** This universe with these quantities in its rules; {@link Quantity#upTo}{@code (3)} lets them count to 3. */
    public Universe withQuantities(List<Quantity> chosen) {
        return new Universe(length, pieces, objects, chosen, relations, connectives);
    }

    /** This universe with these relations in its rules; there may be none. */
    public Universe withRelations(List<Relation> chosen) {
        return new Universe(length, pieces, objects, quantities, chosen, connectives);
    }

    /** This universe with or without rules of two propositions. */
    public Universe withConnectives(boolean allowed) {
        return new Universe(length, pieces, objects, quantities, relations, allowed);
    }

    /** Cells of a structure. */
    public int length() {
        return length;
    }

    /** The pieces in the order of their characters; the empty cell is the first. */
    public List<Piece> pieces() {
        return pieces;
    }

    public List<ObjectKind> objects() {
        return objects;
    }

    public List<Quantity> quantities() {
        return quantities;
    }

    public List<Relation> relations() {
        return relations;
    }

    /** Whether rules may join two propositions. */
    public boolean connectives() {
        return connectives;
    }

    /** How many structures there are. */
    public int structureCount() {
        return structures;
    }

    /** How many rules there are, counted without listing them. */
    public int ruleCount() {
        long simple = (long) quantities.size() * objects.size();
        return Math.toIntExact(simple + simple * relations.size() * objects.size()
                + (connectives ? Connective.values().length * simple * simple : 0));
    }

    /** The language of its rules. */
    public synchronized RuleGrammar grammar() {
        if (grammar == null) {
            grammar = new RuleGrammar(this);
        }
        return grammar;
    }

    /** The structure of an id, from 0 to {@link #structureCount()} - 1. */
    public String structure(int id) {
        requireStructure(id);
        var text = new char[length];
        int rest = id;
        for (int i = length - 1; i >= 0; i--) {
            text[i] = pieces.get(rest % pieces.size()).letter();
            rest /= pieces.size();
        }
        return new String(text);
    }

    /**
     * The id of a structure.
     *
     * @throws IllegalArgumentException if it has another length or a character that is no piece here
     */
    public int id(String structure) {
        Objects.requireNonNull(structure, "structure");
        if (structure.length() != length) {
            throw new IllegalArgumentException("The structure '" + structure + "' has " + structure.length()
                    + (structure.length() == 1 ? " cell" : " cells") + "; a structure here has " + length + ".");
        }
        int id = 0;
        for (int i = 0; i < length; i++) {
            char letter = structure.charAt(i);
            int digit = letter < digits.length ? digits[letter] : -1;
            if (digit < 0) {
                throw new IllegalArgumentException("The structure '" + structure + "' has '" + letter
                        + "' in cell " + (i + 1) + "; a cell here is one of " + letters(pieces) + ".");
            }
            id = id * pieces.size() + digit;
        }
        return id;
    }

    /** The pieces of a structure from left to right; refuses what {@link #id} refuses. */
    public Piece[] pieces(String structure) {
        return pieces(id(structure));
    }

    /** The pieces of the structure of an id from left to right. */
    public Piece[] pieces(int id) {
        requireStructure(id);
        var cells = new Piece[length];
        int rest = id;
        for (int i = length - 1; i >= 0; i--) {
            cells[i] = pieces.get(rest % pieces.size());
            rest /= pieces.size();
        }
        return cells;
    }

    /** The id of a structure that is drawn evenly from all. */
    public int randomStructure(SplittableRandom random) {
        return random.nextInt(structures);
    }

    /**
     * Ids of distinct structures, drawn evenly, in the order in which they were drawn.
     *
     * @throws IllegalArgumentException if there are not so many structures
     */
    public int[] sample(int count, SplittableRandom random) {
        if (count < 0 || count > structures) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "A sample of distinct structures has from 0 to %,d of them, which is all there are, but %,d were asked for.",
                    structures, count));
        }
        var chosen = new LinkedHashSet<Integer>();
        if (count > structures / 2) {
            int[] ids = new int[structures];
            Arrays.setAll(ids, i -> i);
            for (int i = 0; i < count; i++) { // Fisher and Yates
                int j = i + random.nextInt(structures - i);
                int drawn = ids[j];
                ids[j] = ids[i];
                ids[i] = drawn;
            }
            return Arrays.copyOf(ids, count);
        }
        while (chosen.size() < count) {
            chosen.add(random.nextInt(structures));
        }
        return chosen.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Whether a rule accepts a structure, both as texts. */
    public boolean accepts(String rule, String structure) {
        return CellByCell.accepts(grammar().parse(rule), pieces(structure));
    }

    /** Whether a rule accepts the structure of an id. */
    public boolean accepts(Rule rule, int structure) {
        return CellByCell.accepts(rule, pieces(structure));
    }

    void requireStructure(int id) {
        if (id < 0 || id >= structures) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "There is no structure %,d: the ids go from 0 to %,d.", id, structures - 1));
        }
    }

    private static String letters(Collection<Piece> pieces) {
        return String.join(" ", pieces.stream().map(piece -> String.valueOf(piece.letter())).toList());
    }

    /**
     * Refuses what belongs to another universe.
     *
     * @param what what it is, the beginning of a sentence: {@code The table}
     * @throws IllegalArgumentException if {@code other} is not equal to this
     */
    public void requireSame(Universe other, String what) {
        if (!equals(other)) {
            throw new IllegalArgumentException(
                    what + " is of another world, " + other + "; what is asked is of " + this + ".");
        }
    }

    /** Whether the other has the same structures and the same rules. */
    @Override
    public boolean equals(Object other) {
        return other == this
                || (other instanceof Universe universe && universe.description().equals(description()));
    }

    @Override
    public int hashCode() {
        return description().hashCode();
    }

    /** Everything that makes this universe, in one line: equal universes have equal descriptions. */
    public String description() {
        return "length " + length + "; pieces " + letters(pieces) + "; objects " + sorted(objects) + "; quantities "
                + sorted(quantities) + "; relations " + relations.stream().map(Relation::word).toList()
                + "; connectives " + connectives;
    }

    private static List<String> sorted(List<?> values) {
        return values.stream().map(Object::toString).sorted().toList();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Universe[%,d structures of %d cells from %s; %,d rules]", structures, length,
                letters(pieces), ruleCount());
    }
}
