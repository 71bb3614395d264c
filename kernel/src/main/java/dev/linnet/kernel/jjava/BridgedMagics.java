package dev.linnet.kernel.jjava;

import dev.linnet.kernel.magic.MagicCall;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicRegistry;
import dev.linnet.kernel.magic.MagicSpec;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.magic.CellMagic;
import org.dflib.jjava.jupyter.kernel.magic.LineMagic;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;

/** JJava's magics, which work in cells as all others do. */
final class BridgedMagics extends MagicsRegistry {
    private final MagicRegistry magics;
    private BaseKernel kernel;

    BridgedMagics(MagicRegistry magics) {
        this.magics = magics;
    }

    void begin(BaseKernel owner) {
        kernel = owner;
    }

    @Override
    public MagicsRegistry registerLineMagic(String name, LineMagic<?, ?> magic) {
        super.registerLineMagic(name, magic);
        register(name);
        return this;
    }

    @Override
    public MagicsRegistry registerCellMagic(String name, CellMagic<?, ?> magic) {
        super.registerCellMagic(name, magic);
        register(name);
        return this;
    }

    private void register(String name) {
        MagicSpec spec = MagicSpec.of(name, "A magic of a JJava extension.").withRawRest("[ARGUMENTS]", false);
        boolean line = getLineMagicNames().contains(name);
        boolean cell = getCellMagicNames().contains(name);
        magics.register(line && cell ? new Both(spec) : line ? new Line(spec) : new Whole(spec));
    }

    private Object line(MagicCall call) throws Exception {
        return evalLineMagic(kernel, call.spec().name(), call.words());
    }

    private Object cell(MagicCall call, String body) throws Exception {
        return evalCellMagic(kernel, call.spec().name(), call.words(), body);
    }

    private final class Line implements dev.linnet.kernel.magic.LineMagic {
        private final MagicSpec spec;

        Line(MagicSpec spec) {
            this.spec = spec;
        }

        @Override
        public MagicSpec spec() {
            return spec;
        }

        @Override
        public Object runLine(MagicCall call, MagicContext context) throws Exception {
            return line(call);
        }
    }

    private final class Whole implements dev.linnet.kernel.magic.CellMagic {
        private final MagicSpec spec;

        Whole(MagicSpec spec) {
            this.spec = spec;
        }

        @Override
        public MagicSpec spec() {
            return spec;
        }

        @Override
        public Object runCell(MagicCall call, String body, MagicContext context) throws Exception {
            return cell(call, body);
        }
    }

    private final class Both implements dev.linnet.kernel.magic.LineMagic, dev.linnet.kernel.magic.CellMagic {
        private final MagicSpec spec;

        Both(MagicSpec spec) {
            this.spec = spec;
        }

        @Override
        public MagicSpec spec() {
            return spec;
        }

        @Override
        public Object runLine(MagicCall call, MagicContext context) throws Exception {
            return line(call);
        }

        @Override
        public Object runCell(MagicCall call, String body, MagicContext context) throws Exception {
            return cell(call, body);
        }
    }
}
