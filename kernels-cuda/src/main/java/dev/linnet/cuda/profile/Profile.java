package dev.linnet.cuda.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.linnet.cuda.backend.Dim3;
import dev.linnet.cuda.ptx.LaunchProfile;
import dev.linnet.cuda.ptx.meter.Work;
import dev.linnet.display.Displayable;
import dev.linnet.display.MimeBundle;

/**
 * What launches of a kernel did, counted by the CPU engine: exact, and the same on every run. A notebook shows it as a table and as the
 * source with a colour for each line.
 *
 * @param kernel      its name
 * @param grid        blocks
 * @param block       threads of a block
 * @param sharedBytes shared memory of a block, static and dynamic together
 * @param registers   of a thread, or 0 where the compiler does not tell
 * @param occupancy   share of a GPU multiprocessor's warps that can be resident, 0 to 1
 * @param launches    how many launches of this shape are summed up
 * @param source      every line of the source with what it did
 * @param elsewhere   what code did that comes from no line of the source, as functions of headers that were not inlined
 * @param byteCode    whether the CPU engine makes byte code of the kernel for such blocks
 */
public record Profile(String kernel, Dim3 grid, Dim3 block, int sharedBytes, int registers, double occupancy,
        int launches, List<Line> source, Work elsewhere, ByteCode byteCode) implements Displayable {
    public Profile {
        source = List.copyOf(source);
    }

    /**
     * A line of the source.
     *
     * @param number as error messages number it, counted from 1
     */
    public record Line(int number, String text, Work work) {}

    /**
     * What the engine's compiler to byte code makes of the kernel.
     *
     * @param taken whether it compiles it at all; else the interpreter runs it
     * @param stays what is left to the interpreter, and why
     */
    public record ByteCode(boolean taken, List<Reason> stays) {
        public ByteCode {
            stays = List.copyOf(stays);
        }

        /** {@code yes}, or why not, and which lines are left to the interpreter. */
        @Override
        public String toString() {
            return ProfileText.byteCode(this);
        }
    }

    /**
     * Something that the interpreter has to do.
     *
     * @param line of the source; 0 where it is none
     */
    public record Reason(int line, String why) {}

    /**
     * From what the engine counted.
     *
     * @param name what the compiler calls the source
     */
    public static Profile of(LaunchProfile counted, String kernel, Dim3 grid, Dim3 block, int sharedBytes,
            int registers, double occupancy, String name, String source) {
        Map<Integer, Work> lines = new TreeMap<>();
        for (var one : counted.instructions()) {
            lines.merge(line(one.places(), name), one.work(), Work::plus);
        }
        var listed = new ArrayList<Line>();
        var texts = source.lines().toList();
        for (int n = 1; n <= texts.size(); n++) {
            var work = lines.remove(n);
            listed.add(new Line(n, texts.get(n - 1), work == null ? Work.NONE : work));
        }
        var byteCode = new ByteCode(counted.byteCode().taken(),
                counted.byteCode()
                        .stays()
                        .stream()
                        .map(one -> new Reason(line(one.places(), name), one.why()))
                        .distinct()
                        .toList());
        return new Profile(kernel, grid, block, sharedBytes, registers, occupancy, 1, listed,
                lines.values().stream().reduce(Work.NONE, Work::plus), byteCode);
    }

    /** The line of the source, as far inside as the code comes from the source itself; 0 where it does not. */
    private static int line(List<LaunchProfile.Place> places, String name) {
        for (var place : places) {
            if (place.file().substring(place.file().lastIndexOf('/') + 1).equals(name)) {
                return place.line();
            }
        }
        return 0;
    }

    /** What all of it did. */
    public Work total() {
        return source.stream().map(Line::work).reduce(elsewhere, Work::plus);
    }

    /** The lines that did something. */
    public List<Line> lines() {
        return source.stream().filter(line -> line.work().warpInstructions() > 0).toList();
    }

    /**
     * What a line did.
     *
     * @throws IllegalArgumentException where the source has no such line
     */
    public Work line(int number) {
        if (number < 1 || number > source.size()) {
            throw new IllegalArgumentException("line: " + number + " is not possible; the source has the lines 1 to "
                    + source.size());
        }
        return source.get(number - 1).work();
    }

    /** Whether another profile is one of the same kernel, launched in the same shape. */
    public boolean resembles(Profile other) {
        return kernel.equals(other.kernel) && grid.equals(other.grid) && block.equals(other.block)
                && sharedBytes == other.sharedBytes && texts().equals(other.texts());
    }

    private List<String> texts() {
        return source.stream().map(Line::text).toList();
    }

    /** Both together; the other one {@linkplain #resembles resembles} this. */
    public Profile plus(Profile other) {
        var sums = new ArrayList<Line>();
        for (int k = 0; k < source.size(); k++) {
            var line = source.get(k);
            sums.add(new Line(line.number(), line.text(), line.work().plus(other.source.get(k).work())));
        }
        return new Profile(kernel, grid, block, sharedBytes, registers, occupancy, launches + other.launches, sums,
                elsewhere.plus(other.elsewhere), byteCode);
    }

    /** The table and the listing as text. */
    @Override
    public String toString() {
        return ProfileText.of(this);
    }

    @Override
    public MimeBundle toMimeBundle() {
        return MimeBundle.of(MimeBundle.HTML, ProfileHtml.of(this), toString());
    }
}
