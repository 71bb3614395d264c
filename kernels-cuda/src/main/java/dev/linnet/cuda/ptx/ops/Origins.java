package dev.linnet.cuda.ptx.ops;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.linnet.cuda.ptx.parse.Function;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.RegisterType;
import dev.linnet.cuda.ptx.parse.Space;
import dev.linnet.cuda.ptx.parse.Variable;

/**
 * Where the addresses come from that a kernel accesses, of one whose order of blocks shows in nothing but atomics that nobody waits for
 * and whose old values nobody looks at. Where a launch finds that no atomic lies in what is accessed otherwise, it may do the atomics later,
 * in the order of the blocks, and gets what it would have got with one block after another.
 *
 * @param atomics of atomics
 * @param others  of all other accesses
 */
public record Origins(Set<Origin> atomics, Set<Origin> others) {
    /** What an address is computed from. */
    public sealed interface Origin {
        /** The eight bytes at this offset of the kernel's parameters. */
        record Parameter(int offset) implements Origin {}

        /** A variable of the module. */
        record Global(Variable variable) implements Origin {}

        /** Memory of the block or the thread. */
        record Inside() implements Origin {}

        /** A number of 32 bits or fewer that was read from memory: an index, no address. */
        record Index() implements Origin {}

        /** A number of 64 bits that was read from memory, which may be any address. */
        record Anywhere() implements Origin {}
    }

    private static final Origin INSIDE = new Origin.Inside();
    private static final Origin INDEX = new Origin.Index();
    private static final Origin ANYWHERE = new Origin.Anywhere();
    private static final Set<String> ATOMIC = Set.of("atom", "red");

    private record Name(RegisterType type, int index) {
        static Name of(Operand.Register r) {
            return new Name(r.type(), r.index());
        }

        /** Written out, for linking what a record has takes a new virtual machine some milliseconds. */
        @Override
        public int hashCode() {
            return index;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Name n && type == n.type && index == n.index;
        }
    }

    /** For a kernel that calls no function; empty where the order of its blocks may show otherwise, or an address may come from anywhere. */
    public static Optional<Origins> of(Function kernel) {
        for (Instruction i : kernel.body()) {
            boolean late = ATOMIC.contains(i.base()) && !outcome(i, kernel) && !i.has(".async")
                    && !i.has(".b128") && !i.has(".acquire") && !i.has(".release") && !i.has(".acq_rel");
            if (i.base().equals("call") || (i.base().equals("cp") && i.has(".reduce"))
                    || (ATOMIC.contains(i.base()) && !inside(i) && !late) || (Order.matters(i) && !late)) {
                return Optional.empty();
            }
        }
        return new Search(kernel).found();
    }

    /** For each register of 64 bits into which one pointer that was passed goes, and no other address, the offset of that parameter. */
    public static Map<Integer, Integer> pointers(Function kernel) {
        var search = new Search(kernel);
        search.follow();
        Map<Integer, Integer> offsets = new HashMap<>();
        search.from.forEach((name, origins) -> {
            var addresses = new HashSet<>(origins);
            addresses.remove(INDEX);
            if (name.type == RegisterType.BITS64 && addresses.size() == 1
                    && addresses.iterator().next() instanceof Origin.Parameter one) {
                offsets.put(name.index, one.offset());
            }
        });
        return offsets;
    }

    private static boolean inside(Instruction i) {
        return i.has(".shared") || i.has(".shared::cta");
    }

    /** Whether the kernel looks at what an atomic gives. */
    private static boolean outcome(Instruction atomic, Function kernel) {
        if (atomic.base().equals("red")) {
            return false;
        }
        Set<Name> results = registers(atomic.operands().getFirst()).stream().map(Name::of).collect(Collectors.toSet());
        return kernel.body().stream().anyMatch(i -> {
            List<Operand.Register> used = new ArrayList<>();
            boolean writes = writes(i);
            for (int k = writes ? 1 : 0; k < i.operands().size(); k++) {
                used.addAll(registers(i.operands().get(k)));
            }
            if (i.guard() != null) {
                used.add(i.guard());
            }
            return used.stream().map(Name::of).anyMatch(results::contains);
        });
    }

    /** Whether the first operand is a result. Others that are results too hold no addresses. */
    private static boolean writes(Instruction i) {
        return !i.operands().isEmpty()
                && (i.operands().getFirst() instanceof Operand.Register
                        || i.operands().getFirst() instanceof Operand.Tuple);
    }

    private static List<Operand.Register> registers(Operand o) {
        return switch (o) {
            case Operand.Register r -> List.of(r);
            case Operand.Tuple t -> t.items().stream().flatMap(x -> registers(x).stream()).toList();
            case Operand.Memory m -> registers(m.base());
            default -> List.of();
        };
    }

    /** What every register may come from. */
    private static final class Search {
        private final Function kernel;
        private final Map<Variable, Integer> offsets = new HashMap<>();
        private final Map<Name, Set<Origin>> from = new HashMap<>();
        private boolean grew = true;

        Search(Function kernel) {
            this.kernel = kernel;
            int at = 0;
            for (Variable v : kernel.parameters()) {
                at = (at + v.align() - 1) / v.align() * v.align();
                offsets.put(v, at);
                at += (int) v.bytes();
            }
        }

        void follow() {
            while (grew) {
                grew = false;
                kernel.body().stream().filter(Origins::writes).forEach(this::follow);
            }
        }

        Optional<Origins> found() {
            follow();
            Set<Origin> atomics = new HashSet<>();
            Set<Origin> others = new HashSet<>();
            for (Instruction i : kernel.body()) {
                if (!parameter(i)) {
                    for (Operand o : i.operands()) {
                        if (o instanceof Operand.Memory m) {
                            Set<Origin> origins = address(m);
                            if (origins.isEmpty() || origins.contains(ANYWHERE)) {
                                return Optional.empty();
                            }
                            (ATOMIC.contains(i.base()) && !inside(i) ? atomics : others).addAll(origins);
                        }
                    }
                }
            }
            return Optional.of(new Origins(Set.copyOf(atomics), Set.copyOf(others)));
        }

        private static boolean parameter(Instruction i) {
            return Address.space(i) == LaneMemory.PARAMETER;
        }

        private void follow(Instruction i) {
            List<Operand.Register> results = registers(i.operands().getFirst());
            Operand memory = i.operands().stream().filter(Operand.Memory.class::isInstance).findFirst().orElse(null);
            for (int k = 0; k < results.size(); k++) {
                Operand.Register to = results.get(k);
                if (to.type() != RegisterType.PREDICATE) {
                    Set<Origin> all = memory == null
                            ? computed(i, to)
                            : Set.of(loaded(i, (Operand.Memory) memory, to, k));
                    grew |= from.computeIfAbsent(Name.of(to), _ -> new HashSet<>()).addAll(all);
                }
            }
        }

        /** What is read: an address where it is one of the kernel's parameters. */
        private Origin loaded(Instruction i, Operand.Memory m, Operand.Register to, int k) {
            boolean address = to.type() == RegisterType.BITS64 || to.type() == RegisterType.BITS128;
            if (!address || ATOMIC.contains(i.base())) {
                return INDEX;
            }
            if (parameter(i) && m.base() instanceof Operand.Address a && offsets.containsKey(a.variable())
                    && i.type().endsWith("64")) {
                return new Origin.Parameter((int) (offsets.get(a.variable()) + a.offset() + m.offset()) + 8 * k);
            }
            return ANYWHERE;
        }

        private Set<Origin> computed(Instruction i, Operand.Register to) {
            Set<Origin> all = new HashSet<>();
            for (Operand o : i.operands().subList(1, i.operands().size())) {
                if (o instanceof Operand.Address a) {
                    all.add(of(a.variable()));
                }
                registers(o).stream()
                        .filter(r -> r.type() != RegisterType.PREDICATE)
                        .forEach(r -> all.addAll(from.getOrDefault(Name.of(r), Set.of())));
            }
            // Numbers become an address where they are put together.
            boolean put = i.base().equals("mov") && i.operands().get(1) instanceof Operand.Tuple;
            if (to.type() == RegisterType.BITS64 && (put || i.base().equals("or")) && all.contains(INDEX)) {
                all.add(ANYWHERE);
            }
            return all;
        }

        private Origin of(Variable v) {
            return v.space() == Space.GLOBAL || v.space() == Space.CONST ? new Origin.Global(v) : INSIDE;
        }

        private Set<Origin> address(Operand.Memory m) {
            Set<Origin> all = new HashSet<>();
            if (m.base() instanceof Operand.Address a) {
                all.add(of(a.variable()));
            } else if (m.base() instanceof Operand.Register r) {
                all.addAll(from.getOrDefault(Name.of(r), Set.of()));
            }
            all.remove(INDEX);
            return all;
        }
    }
}
