package dev.linnet.verbal;

import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToDoubleFunction;

import dev.linnet.verbal.grammar.InputRow;
import dev.linnet.verbal.grammar.Numerals;

/**
 * A small grey picture, and how it is put into words.
 *
 * @param side   its width and height in pixels
 * @param pixels row by row, 0 (background) to 255
 */
public record Picture(int side, List<Integer> pixels) {
    private static final int INK = 32; // what is darker is background

    public Picture {
        pixels = List.copyOf(pixels);
        if (side < 3 || pixels.size() != side * side) {
            throw new IllegalArgumentException("a picture of side " + side + " has " + pixels.size()
                    + " pixels; it must have side * side, and a side of 3 at least.");
        }
    }

    private double pixel(int row, int column) {
        return pixels.get(row * side + column) / 255.0;
    }

    /**
     * Brightness of the whole and of its thirds, height and width of what is drawn as shares of the side, the share of pixels that are drawn
     * on, the brightness of the two columns in the middle, and how much the left half differs from the right; two decimals.
     */
    public InputRow.Attributes attributes() {
        var values = new LinkedHashMap<String, Double>();
        values.put("brightness", mean(0, side, 0, side));
        values.put("top", mean(0, side / 3, 0, side));
        values.put("middle", mean(side / 3, side - side / 3, 0, side));
        values.put("bottom", mean(side - side / 3, side, 0, side));
        values.put("height", extent(i -> mean(i.intValue(), i.intValue() + 1, 0, side)));
        values.put("width", extent(i -> mean(0, side, i.intValue(), i.intValue() + 1)));
        values.put("ink share", pixels.stream().filter(p -> p > INK).count() / (double) pixels.size());
        values.put("centre column", mean(0, side, side / 2 - 1, side / 2 + 1));
        values.put("asymmetry", Math.abs(mean(0, side, 0, side / 2) - mean(0, side, side - side / 2, side)));
        values.replaceAll((_, value) -> Numerals.round(value, 2));
        return new InputRow.Attributes(values);
    }

    private double mean(int top, int bottom, int left, int right) {
        double sum = 0;
        for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
                sum += pixel(row, column);
            }
        }
        return sum / ((bottom - top) * (right - left));
    }

    /** From the first line to the last that is brighter than a hundredth, as a share of the side. */
    private double extent(ToDoubleFunction<Integer> brightness) {
        int first = -1;
        int last = -2;
        for (int i = 0; i < side; i++) {
            if (brightness.applyAsDouble(i) > 0.01) {
                first = first < 0 ? i : first;
                last = i;
            }
        }
        return first < 0 ? 0 : (last - first + 1) / (double) side;
    }

    /** The picture itself. */
    public BufferedImage image() {
        var image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                image.getRaster().setSample(column, row, 0, pixels.get(row * side + column));
            }
        }
        return image;
    }
}
