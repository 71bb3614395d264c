package dev.linnet.cuda.ptx.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

/** Sectors and bank conflicts, against counting every byte and word in sets. */
class MeterTest {
    private static final int ROUNDS = 3000;

    private final Random random = new Random(7);
    private final Meter meter = new Meter(1);

    /** Lanes of a pattern that kernels have: in a row, strided, the same for all, shuffled, anywhere. */
    private void fill(int bytes) {
        int pattern = random.nextInt(6);
        long base = (long) bytes * random.nextInt(64);
        int stride = 1 + random.nextInt(40);
        int modulus = 1 + random.nextInt(32);
        for (int lane = 0; lane < 32; lane++) {
            meter.at[lane] = base + (long) bytes * switch (pattern) {
                case 0 -> lane;
                case 1 -> lane * stride;
                case 2 -> 0;
                case 3 -> lane * stride % modulus;
                case 4 -> lane / modulus * stride;
                default -> random.nextInt(512);
            };
        }
    }

    private int mask() {
        return switch (random.nextInt(3)) {
            case 0 -> -1;
            case 1 -> random.nextInt() | 1 << random.nextInt(32);
            default -> 1 << random.nextInt(32);
        };
    }

    @Test
    void sectors_are_those_of_the_bytes_that_are_touched() {
        for (int round = 0; round < ROUNDS; round++) {
            int bytes = 1 << random.nextInt(6);
            fill(bytes);
            int mask = mask();
            Set<Long> touched = new HashSet<>();
            for (int lane = 0; lane < 32; lane++) {
                for (int b = 0; b < bytes && (mask >>> lane & 1) != 0; b++) {
                    touched.add(meter.at[lane] + b);
                }
            }
            Set<Long> sectors = new HashSet<>();
            touched.forEach(b -> sectors.add(b / 32));
            meter.clear();
            meter.global(0, mask, bytes, Meter.Use.LOAD);
            assertEquals(1, meter.get(0, Quantity.GLOBAL_REQUESTS));
            assertEquals(sectors.size(), meter.get(0, Quantity.SECTORS));
            assertEquals((touched.size() + 31) / 32, meter.get(0, Quantity.LEAST_SECTORS));
            assertEquals((long) bytes * Integer.bitCount(mask), meter.get(0, Quantity.BYTES_LOADED));
            assertEquals(0, meter.get(0, Quantity.BYTES_STORED));
        }
    }

    @Test
    void wavefronts_are_the_most_words_of_a_bank_in_every_part_of_the_warp() {
        for (int round = 0; round < ROUNDS; round++) {
            int bytes = 1 << random.nextInt(5);
            fill(bytes);
            int mask = mask();
            boolean atomic = bytes == 4 && random.nextInt(4) == 0;
            int lanes = bytes == 16 ? 8 : bytes == 8 ? 16 : 32;
            Set<Long> places = new HashSet<>();
            long expected = 0;
            long phases = 0;
            for (int first = 0; first < 32; first += lanes) {
                Map<Long, Set<Object>> wanted = new HashMap<>();
                for (int lane = first; lane < first + lanes; lane++) {
                    if ((mask >>> lane & 1) != 0) {
                        places.add(meter.at[lane]);
                        for (long b = meter.at[lane]; b < meter.at[lane] + bytes; b++) {
                            wanted.computeIfAbsent(b / 4 % 32, _ -> new HashSet<>())
                                    .add(atomic ? (Object) lane : (Object) (b / 4));
                        }
                    }
                }
                expected += wanted.values().stream().mapToInt(Set::size).max().orElse(0);
                phases += wanted.isEmpty() ? 0 : 1;
            }
            boolean same = places.size() == 1 && !atomic;
            meter.clear();
            meter.shared(0, mask, bytes, atomic ? Meter.Use.ATOMIC : Meter.Use.LOAD);
            assertEquals(same ? 1 : expected, meter.get(0, Quantity.WAVEFRONTS));
            assertEquals(same ? 1 : phases, meter.get(0, Quantity.LEAST_WAVEFRONTS));
            assertEquals(1, meter.get(0, Quantity.SHARED_REQUESTS));
        }
    }

    @Test
    void a_row_of_sectors_needs_those_and_no_more() {
        meter.row(0, 48, 64, Meter.Use.STORE);
        assertEquals(3, meter.get(0, Quantity.SECTORS));
        assertEquals(2, meter.get(0, Quantity.LEAST_SECTORS));
        assertEquals(64, meter.get(0, Quantity.BYTES_STORED));
    }

    @Test
    void what_two_threads_measured_adds_up() {
        var other = new Meter(1);
        meter.branch(0, true);
        other.branch(0, false);
        meter.add(other);
        assertEquals(2, meter.get(0, Quantity.BRANCHES));
        assertEquals(1, meter.get(0, Quantity.SPLITS));
    }
}
