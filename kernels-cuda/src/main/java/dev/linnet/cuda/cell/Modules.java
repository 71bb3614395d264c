package dev.linnet.cuda.cell;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import dev.linnet.cuda.CudaModule;
import dev.linnet.display.cell.CellProblem;

/** The modules of cells, by the names of their variables. */
public final class Modules {
    private static final Map<String, CudaModule> BY_NAME = new ConcurrentHashMap<>();
    private static final Map<Long, CudaModule> WAITING = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT = new AtomicLong();

    private Modules() {}

    static List<String> names() {
        return BY_NAME.keySet().stream().sorted().toList();
    }

    static CudaModule get(String name) throws CellProblem {
        var module = BY_NAME.get(name);
        if (module == null) {
            throw new CellProblem("There is no CUDA cell named " + name + (BY_NAME.isEmpty()
                    ? "; none has run yet."
                    : "; there are: " + String.join(", ", names()) + "."));
        }
        return module;
    }

    static void put(String name, CudaModule module) {
        BY_NAME.put(name, module);
    }

    /** Keeps a module for the Java that is compiled for it. */
    static long hand(CudaModule module) {
        long id = NEXT.incrementAndGet();
        WAITING.put(id, module);
        return id;
    }

    /** Called once by that Java. Cells never name this themselves. */
    public static CudaModule take(long id) {
        return WAITING.remove(id);
    }
}
