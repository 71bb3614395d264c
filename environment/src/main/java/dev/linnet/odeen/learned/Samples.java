package dev.linnet.odeen.learned;

import dev.linnet.statetracking.Seeds;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * An endless stream of samples: sample n depends on the seed and on n only. Each takes one phenomenon, and of its structures some to be
 * labelled and a table of others, drawn with replacement and anew each time, so that no table can be learned by heart.
 */
final class Samples {
    private final Encoding encoding;
    private final List<Phenomenon> phenomena;
    private final int[][] rules;

    Samples(Encoding encoding, List<Phenomenon> phenomena) {
        if (phenomena.isEmpty()) {
            throw new IllegalArgumentException("There are no phenomena to learn from; give at least one.");
        }
        this.encoding = encoding;
        this.phenomena = List.copyOf(phenomena);
        rules = phenomena.stream().map(p -> encoding.vocabulary().encode(p.rule())).toArray(int[][]::new);
    }

    /** Fills a batch with the samples from {@code first} on. */
    void fill(Batch batch, long seed, long first) {
        for (int i = 0; i < batch.size(); i++) {
            SplittableRandom random = Seeds.stream(seed, Seeds.Purpose.TRAINING, first + i);
            fill(batch, i, random.nextInt(phenomena.size()), random);
        }
    }

    /** The samples from {@code first} on of a validation, which takes one phenomenon after the other. */
    void fillInTurn(Batch batch, long seed, long first) {
        for (int i = 0; i < batch.size(); i++) {
            SplittableRandom random = Seeds.stream(seed, Seeds.Purpose.TEST, first + i);
            fill(batch, i, (int) ((first + i) % phenomena.size()), random);
        }
    }

    private void fill(Batch batch, int i, int number, SplittableRandom random) {
        Phenomenon phenomenon = phenomena.get(number);
        int cells = encoding.cells();
        for (int entry = i * batch.tableSize(); entry < (i + 1) * batch.tableSize(); entry++) {
            int drawn = random.nextInt(phenomenon.structures().length);
            encoding.digits(phenomenon.structures()[drawn], batch.tables(), entry * cells);
            batch.tableLabels()[entry] = phenomenon.labels()[drawn] ? 1 : 0;
        }
        for (int query = i * batch.queries(); query < (i + 1) * batch.queries(); query++) {
            int asked = random.nextInt(phenomenon.structures().length);
            encoding.digits(phenomenon.structures()[asked], batch.structures(), query * cells);
            batch.labels()[query] = phenomenon.labels()[asked] ? 1 : 0;
        }
        int length = encoding.vocabulary().length();
        System.arraycopy(rules[number], 0, batch.rules(), i * length, length);
    }

    /** Eight hexadecimal digits of all rules, structures and labels. */
    String checksum() {
        var crc = new CRC32();
        for (Phenomenon phenomenon : phenomena) {
            crc.update(phenomenon.rule().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            var bytes = ByteBuffer.allocate(5 * phenomenon.labels().length);
            for (int i = 0; i < phenomenon.labels().length; i++) {
                bytes.putInt(phenomenon.structures()[i]).put((byte) (phenomenon.labels()[i] ? 1 : 0));
            }
            crc.update(bytes.array());
        }
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
