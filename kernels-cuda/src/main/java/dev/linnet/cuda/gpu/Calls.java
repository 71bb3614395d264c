package dev.linnet.cuda.gpu;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which functions of a PTX text call which, and whether they need the threads of a warp together. */
final class Calls {
    private static final Pattern PARTS = Pattern.compile("(?=\\.(?:entry|func)\\b)");
    private static final Pattern NAME = Pattern.compile("\\A\\.(entry|func)\\s*(?:\\([^)]*\\)\\s*)?([\\w$]+)");
    private static final Pattern CALL = Pattern.compile("\\bcall(?:\\.uni)?\\s+(?:\\([^)]*\\)\\s*,\\s*)?([%\\w$]+)");
    private static final Pattern TOGETHER = Pattern
            .compile("(?<![.\\w%$])(?:shfl|vote|match|redux|bar|barrier|elect|wmma|mma"
                    + "|ldmatrix|stmatrix|movmatrix)\\.");

    /** One function: whom it calls, whether it calls whatever a register holds, whether it needs a warp's threads together. */
    private record Function(boolean entry, Set<String> callees, boolean indirect, boolean together) {}

    private final Map<String, Function> functions = new HashMap<>();
    private final boolean recursive;
    private final boolean recursiveTogether;

    private Calls(String ptx) {
        for (var part : PARTS.split(ptx, -1)) {
            var name = NAME.matcher(part);
            if (name.find()) {
                var callees = new HashSet<String>();
                var call = CALL.matcher(part);
                while (call.find()) {
                    callees.add(call.group(1));
                }
                boolean indirect = callees.removeIf(callee -> callee.startsWith("%"));
                functions.merge(name.group(2), new Function(name.group(1).equals("entry"), callees, indirect,
                        TOGETHER.matcher(part).find()), Calls::both);
            }
        }
        boolean anyRecursive = false;
        boolean anyTogether = false;
        for (var name : functions.keySet()) {
            if (functions.get(name).entry()) {
                var reached = reached(name);
                boolean one = reached.stream().anyMatch(this::comesBack);
                anyRecursive |= one;
                anyTogether |= one && reached.stream().anyMatch(each -> functions.get(each).together());
            }
        }
        recursive = anyRecursive;
        recursiveTogether = anyTogether;
    }

    /** Reads a PTX text. */
    static Calls of(String ptx) {
        return new Calls(ptx);
    }

    /** A declaration and what it declares. */
    private static Function both(Function one, Function other) {
        var callees = new HashSet<>(one.callees());
        callees.addAll(other.callees());
        return new Function(one.entry() || other.entry(), callees, one.indirect() || other.indirect(),
                one.together() || other.together());
    }

    /** A function, whom it calls, whom those call, ... */
    private Set<String> reached(String from) {
        var reached = new HashSet<String>();
        var open = new ArrayDeque<>(Set.of(from));
        while (!open.isEmpty()) {
            var name = open.pop();
            if (functions.containsKey(name) && reached.add(name)) {
                open.addAll(functions.get(name).callees());
            }
        }
        return reached;
    }

    /** Whether it may call itself, be it through others. */
    private boolean comesBack(String name) {
        var function = functions.get(name);
        return function.indirect()
                || function.callees().stream().anyMatch(callee -> reached(callee).contains(name));
    }

    /** Whether a kernel's functions may call themselves, or whatever a register holds. */
    boolean recursive() {
        return recursive;
    }

    /** Whether a kernel that is {@link #recursive} also has the threads of a warp or a block wait for or read from each other. */
    boolean recursiveTogether() {
        return recursiveTogether;
    }
}
