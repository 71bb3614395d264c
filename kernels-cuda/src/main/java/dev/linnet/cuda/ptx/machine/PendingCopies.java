package dev.linnet.cuda.ptx.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The asynchronous copies to a block's shared memory that their threads have not waited for, in a checked launch. The bytes are
 * there at once; what is kept is that no thread may count on it.
 */
final class PendingCopies {
    /** What one thread's copy writes. */
    record Copy(int address, int bytes, int site, int lane, int group, int number) {}

    /** A thread's copies, oldest first, and how many groups it has committed. */
    private static final class Owner {
        private final ArrayDeque<Copy> copies = new ArrayDeque<>();
        private int committed;
    }

    private final Owner[] threads = new Owner[32 * Lanes.COUNT];
    private Copy[] byWord = new Copy[0];
    private int count;
    private int begun;

    /** Forgets everything: a new block begins. */
    void clear(int words) {
        if (byWord.length < words) {
            byWord = new Copy[words];
        } else if (count > 0) {
            java.util.Arrays.fill(byWord, null);
        }
        java.util.Arrays.fill(threads, null);
        count = 0;
    }

    private Owner owner(Warp w, int lane) {
        int t = w.index * Lanes.COUNT + lane;
        if (threads[t] == null) {
            threads[t] = new Owner();
        }
        return threads[t];
    }

    /** A copy begins; it belongs to the group that the thread commits next. */
    void begin(Warp w, int lane, int address, int bytes, int site) {
        Owner t = owner(w, lane);
        Copy copy = new Copy(address, bytes, site, lane, t.committed, begun++);
        t.copies.addLast(copy);
        for (int word = address >> 2; word <= (address + bytes - 1) >> 2; word++) {
            count += byWord[word] == null ? 1 : 0;
            byWord[word] = copy;
        }
    }

    /** The active lanes' copies so far are a group. */
    void commit(Warp w) {
        for (int m = w.mask; m != 0; m &= m - 1) {
            owner(w, Integer.numberOfTrailingZeros(m)).committed++;
        }
    }

    /** The active lanes wait until no more than {@code running} of their groups are left; -1 for all copies, committed or not. */
    List<Copy> done(Warp w, int running) {
        List<Copy> done = new ArrayList<>();
        for (int m = w.mask; m != 0; m &= m - 1) {
            Owner t = owner(w, Integer.numberOfTrailingZeros(m));
            for (Iterator<Copy> each = t.copies.iterator(); each.hasNext();) {
                Copy copy = each.next();
                if (running >= 0 && copy.group >= t.committed - running) {
                    break;
                }
                each.remove();
                for (int word = copy.address >> 2; word <= (copy.address + copy.bytes - 1) >> 2; word++) {
                    if (copy.equals(byWord[word])) {
                        byWord[word] = null;
                        count--;
                    }
                }
                done.add(copy);
            }
        }
        return done;
    }

    /** A copy that may still be writing one of the bytes; null when there is none. */
    Copy at(int address, int bytes) {
        if (count > 0) {
            for (int word = address >> 2; word <= (address + bytes - 1) >> 2; word++) {
                if (byWord[word] != null) {
                    return byWord[word];
                }
            }
        }
        return null;
    }
}
