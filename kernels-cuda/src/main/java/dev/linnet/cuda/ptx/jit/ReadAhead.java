package dev.linnet.cuda.ptx.jit;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;

import dev.linnet.cuda.ptx.machine.Lanes;

/**
 * Reads ahead in loops that go through global memory in the steps of a grid. Warps run one after another, so that each would wait for
 * main memory in every round again, far from where it was before; one of a few touches in each round what the next ones will load there,
 * which lies behind it in a row.
 */
final class ReadAhead {
    /** One warp touches what so many load. */
    private static final int WARPS = 8;
    /** What a warp loads at once. */
    static final int ROW = 4 * Lanes.COUNT;
    /** Loads of a loop for which this is done. */
    private static final int LOADS = 4;

    private final Values v;
    private final CodeBuilder c;
    /** Bytes that are touched behind a warp's own. */
    private final int reach;
    private final int touched;
    private int left;
    private boolean used;

    ReadAhead(Values v) {
        this.v = v;
        this.c = v.c;
        reach = v.shapes.line() ? ROW * (Math.min(WARPS, v.shapes.blockX() / Lanes.COUNT) - 1) : 0;
        touched = c.allocateLocal(TypeKind.INT);
    }

    /** Before any warp. */
    void prepare() {
        if (used) {
            c.iconst_0().istore(touched);
        }
    }

    /** What follows is a loop's body, or is none. */
    void body(boolean loop) {
        left = loop && reach > 0 ? LOADS : 0;
    }

    /**
     * Before all lanes of a warp load words in a row.
     *
     * @param place   the local with the host's address from which on the access was checked
     * @param host    the local with the address of the buffer's first byte
     * @param room    the local that says at how many of its bytes the access may begin
     * @param address pushes the address from which on words are loaded
     */
    void load(int place, int host, int room, Runnable address) {
        if (left == 0) {
            return;
        }
        left--;
        used = true;
        Label skip = c.newLabel();
        c.aload(v.warp).getfield(Emit.WARP, "index", CD_int).loadConstant(WARPS - 1).iand().ifne(skip);
        c.lload(place).lload(host).lsub().loadConstant((long) reach).ladd().lload(room).lcmp().ifge(skip);
        address.run();
        c.loadConstant(reach);
        Emit.call(c, "touch", CD_int, CD_long, CD_int);
        c.iload(touched).ixor().istore(touched).labelBinding(skip);
    }

    /** After all warps: what has been read has to be used, or the virtual machine's compiler leaves it out. */
    void finish() {
        if (used) {
            c.aload(v.block).iload(touched).putfield(Emit.BLOCK, "touched", CD_int);
        }
    }
}
