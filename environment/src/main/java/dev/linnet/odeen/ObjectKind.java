package dev.linnet.odeen;

import java.util.ArrayList;
import java.util.List;

/**
 * A kind of piece that rules speak of, the grammar's OBJ: a colour, a shape, or both. A piece is of this kind if it has all its
 * features.
 *
 * @param text     its words, such as {@code blue pyramid pointing_up}
 * @param features what a piece must have, as a set of bits
 */
public record ObjectKind(String text, int features) {
    private static final List<ObjectKind> ALL = all();

    /** The fourteen of Odeen: two colours, four shapes, and each colour with each shape. */
    public static List<ObjectKind> standard() {
        return ALL;
    }

    /** The eight that say nothing about where a pyramid points. */
    public static List<ObjectKind> withoutOrientation() {
        int orientation = Feature.POINTING_UP.bit() | Feature.POINTING_DOWN.bit();
        return ALL.stream().filter(kind -> (kind.features & orientation) == 0).toList();
    }

    /**
     * The kind of these words.
     *
     * @throws IllegalArgumentException if there is no such kind
     */
    public static ObjectKind of(String text) {
        return ALL.stream()
                .filter(kind -> kind.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no kind of object '" + text
                        + "'. It is a colour (red, blue), a shape (block, pyramid, pyramid pointing_up, pyramid pointing_down),"
                        + " or a colour and a shape."));
    }

    private static List<ObjectKind> all() {
        var colours = List.of(List.of(Feature.BLUE), List.of(Feature.RED));
        var shapes = List.of(List.of(Feature.BLOCK), List.of(Feature.PYRAMID),
                List.of(Feature.PYRAMID, Feature.POINTING_UP), List.of(Feature.PYRAMID, Feature.POINTING_DOWN));
        var kinds = new ArrayList<ObjectKind>();
        colours.forEach(colour -> kinds.add(kind(colour)));
        shapes.forEach(shape -> kinds.add(kind(shape)));
        for (var colour : colours) {
            for (var shape : shapes) {
                var both = new ArrayList<>(colour);
                both.addAll(shape);
                kinds.add(kind(both));
            }
        }
        return List.copyOf(kinds);
    }

    private static ObjectKind kind(List<Feature> features) {
        return new ObjectKind(String.join(" ", features.stream().map(Feature::word).toList()),
                features.stream().mapToInt(Feature::bit).sum());
    }

    /** Whether a piece is of this kind. */
    public boolean includes(Piece piece) {
        return (piece.features() & features) == features;
    }

    public boolean has(Feature feature) {
        return (features & feature.bit()) != 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
