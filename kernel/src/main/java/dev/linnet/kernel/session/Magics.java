package dev.linnet.kernel.session;

import java.util.function.Function;

import dev.linnet.kernel.magic.CellMagic;
import dev.linnet.kernel.magic.LineMagic;
import dev.linnet.kernel.magic.Magic;
import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicSpec;

/**
 * Adds magics from a cell; they complete, show their help with {@code %name?} and are listed by {@code %lsmagic} at once.
 *
 * <pre>{@code
 * Magics.line("shout", "Says it loudly.", text -> text.toUpperCase() + "!");
 * Magics.cell("lines", "Counts the lines.", body -> body.lines().count());
 * }</pre>
 *
 * A magic with options and arguments of its own implements {@link LineMagic} or {@link CellMagic} and goes to
 * {@link #register}.
 */
public final class Magics {
    private Magics() {}

    /** Adds a magic, in place of one with the same name. */
    public static void register(Magic magic) {
        var cell = Cell.current();
        if (cell == null) {
            throw new IllegalStateException("Magics works in a cell only: this thread was not started by one.");
        }
        cell.workspace().magics().register(magic);
    }

    /** Adds a line magic, {@code %name text}, that turns the rest of its line into a value. */
    public static void line(String name, String summary, Function<String, Object> magic) {
        var spec = MagicSpec.of(name, summary).withRawRest("[TEXT]", false);
        register(new LineMagic() {
            @Override
            public MagicSpec spec() {
                return spec;
            }

            @Override
            public Object runLine(MagicCall call, MagicContext context) {
                return magic.apply(call.rest());
            }
        });
    }

    /** Adds a cell magic, {@code %%name}, that turns the lines below it into a value. */
    public static void cell(String name, String summary, Function<String, Object> magic) {
        var spec = MagicSpec.of(name, summary);
        register(new CellMagic() {
            @Override
            public MagicSpec spec() {
                return spec;
            }

            @Override
            public Object runCell(MagicCall call, String body, MagicContext context) {
                return magic.apply(body);
            }
        });
    }
}
