package dev.linnet.cuda.gpu;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

import dev.linnet.cuda.backend.Argument;
import dev.linnet.cuda.backend.Backend;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.backend.LaunchRequest;
import dev.linnet.cuda.backend.Outcome;
import dev.linnet.cuda.backend.StillRunningException;
import dev.linnet.cuda.backend.Storage;
import dev.linnet.cuda.compiler.Compiled;

/**
 * The machine's first NVIDIA GPU. A kernel that goes wrong there kills its context: then a new one is made, and the launch
 * is repeated on a backend that can say what went wrong.
 */
public final class GpuBackend implements Backend {
    private final Driver driver;
    private final Backend checked;
    /** What is in the GPU's memory. */
    private final Set<DeviceCopy> copies = Collections.newSetFromMap(new WeakHashMap<>());

    private GpuBackend(Driver driver, Backend checked) {
        this.driver = driver;
        this.checked = checked;
    }

    /**
     * Opens the GPU; only after {@link DriverProbe} has found one.
     *
     * @param checked where launches that went wrong are repeated
     * @throws GpuException where it cannot be opened
     */
    public static GpuBackend open(Backend checked) {
        return new GpuBackend(new Driver(), checked);
    }

    @Override
    public String title() {
        return driver.name();
    }

    @Override
    public String architecture() {
        return driver.architecture();
    }

    @Override
    public String lost() {
        return driver.lost();
    }

    @Override
    public synchronized Loaded load(Compiled compiled) {
        var module = new GpuModule(driver, compiled);
        module.ready();
        return new Loaded() {
            private Backend.Loaded again;

            @Override
            public Outcome launch(LaunchRequest request) throws InterruptedException {
                try {
                    return GpuBackend.this.launch(module, request);
                } catch (GpuException fault) {
                    if (!Driver.isFault(fault.code())) {
                        throw fault;
                    }
                    if (again == null) {
                        again = checked.load(compiled);
                    }
                    throw explained(fault, again, request, module.suspicion());
                }
            }

            @Override
            public void close() {
                if (again != null) {
                    again.close();
                }
                inContext(module.generation(), module::unload);
            }
        };
    }

    private Outcome launch(GpuModule module, LaunchRequest request) throws InterruptedException {
        while (true) {
            // Whoever holds a storage may want the driver: so storages first, and the driver then.
            var copies = new ArrayList<DeviceCopy>();
            for (var argument : request.arguments()) {
                copies.add(argument instanceof Argument.Memory memory ? copy(memory.storage()) : null);
            }
            synchronized (this) {
                if (copies.stream().allMatch(copy -> copy == null || copy.lives(driver.generation()))) {
                    return launch(module, request, copies);
                }
            }
        }
    }

    private Outcome launch(GpuModule module, LaunchRequest request, List<DeviceCopy> copies)
            throws InterruptedException {
        driver.enter();
        try {
            long nanos = module.launch(request, copies);
            for (int i = 0; i < copies.size(); i++) {
                if (request.arguments().get(i) instanceof Argument.Memory memory && memory.written()) {
                    copies.get(i).written();
                }
            }
            return new Outcome(title(), nanos, -1, -1, module.notes());
        } catch (InterruptedException stopped) {
            var running = new StillRunningException(request.kernel().simpleName() + " was interrupted, but nobody can"
                    + " stop a kernel on a GPU: it takes a share of " + title() + " until this process ends."
                    + whatIsLost());
            try {
                driver.abandon();
            } catch (GpuException lost) {
                running.addSuppressed(lost);
            }
            throw running;
        } catch (GpuException fault) {
            if (Driver.isFault(fault.code())) {
                var whatIsLost = whatIsLost();
                throw fault.costing(reopen() + whatIsLost);
            }
            throw fault;
        }
    }

    /** Which memory had newer values on the GPU than in this process, a sentence before its context is left; else nothing. */
    private String whatIsLost() {
        var names = copies.stream()
                .filter(copy -> copy.lives(driver.generation()) && copy.isNewer())
                .map(DeviceCopy::name)
                .distinct()
                .sorted()
                .toList();
        return names.isEmpty()
                ? ""
                : " What kernels wrote to " + String.join(", ", names) + " since Java last read it is lost.";
    }

    /** What it means where the driver gives no new context, a sentence; else nothing. */
    private String reopen() {
        try {
            driver.reopen();
            return "";
        } catch (GpuException lost) {
            return " " + lost.getMessage();
        }
    }

    private DeviceCopy copy(Storage storage) {
        synchronized (storage) {
            synchronized (this) {
                if (storage.resident(this) instanceof DeviceCopy copy) {
                    if (copy.lives(driver.generation())) {
                        return copy;
                    }
                    storage.forget(); // it died with its context
                }
                driver.enter();
                var copy = new DeviceCopy(this, storage, driver.generation());
                copies.add(copy);
                storage.resident(this, copy);
                return copy;
            }
        }
    }

    /** Runs the launch again on copies of its memory, where every access is checked. */
    private GpuException explained(GpuException fault, Loaded loaded, LaunchRequest request, String suspicion)
            throws InterruptedException {
        var arguments = new ArrayList<Argument>();
        boolean stale = false;
        for (var argument : request.arguments()) {
            if (argument instanceof Argument.Memory memory) {
                stale |= memory.storage().resident(this) instanceof DeviceCopy copy && copy.isNewer();
                var bytes = java.lang.foreign.Arena.ofAuto().allocate(memory.storage().bytes().byteSize(), 256);
                bytes.copyFrom(memory.storage().bytes());
                arguments.add(new Argument.Memory(
                        new Storage(memory.storage().name(), bytes, memory.storage().elementBytes()),
                        memory.written()));
            } else {
                arguments.add(argument);
            }
        }
        var what = title() + " stopped " + request.kernel().name() + ": " + Driver.plain(fault.code()) + "."
                + fault.cost();
        try {
            loaded.launch(new LaunchRequest(request.kernel(), request.grid(), request.block(), request.sharedBytes(),
                    arguments, Checks.ON));
            return new GpuException(fault.code(), what + "\nThe same launch on the CPU with every check found nothing"
                    + " wrong" + (stale
                            ? ", but it had the values that Java last read."
                            : ".")
                    + suspicion,
                    fault);
        } catch (RuntimeException found) {
            return new GpuException(fault.code(),
                    what + "\nThe same launch on the CPU: " + found.getMessage(), found);
        }
    }

    /** Runs something in the context of this generation; does nothing where that is gone. */
    synchronized void inContext(int generation, Runnable work) {
        if (generation == driver.generation()) {
            driver.enter();
            work.run();
        }
    }
}
