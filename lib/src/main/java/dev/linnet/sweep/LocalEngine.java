package dev.linnet.sweep;

import dev.linnet.description.Description;
import java.nio.file.Path;

/** Runs experiments in this process, one thread each. */
final class LocalEngine implements Engine {
    /** Of one run that throws: not enough memory or disk may have been another program's doing. */
    static final int ATTEMPTS = 3;

    private final int workers;
    private final Path folder;
    private final int checkpointEvery;

    /** @param checkpointEvery steps between checkpoints, in {@code folder}; 0 for none */
    LocalEngine(int workers, Path folder, int checkpointEvery) {
        this.workers = workers;
        this.folder = folder;
        this.checkpointEvery = checkpointEvery;
    }

    @Override
    public int parallel() {
        return workers;
    }

    @Override
    public int attempts() {
        return ATTEMPTS;
    }

    @Override
    public Outcome run(Description work, String key) throws Exception {
        return checkpointEvery == 0
                ? Work.perform(work)
                : Work.perform(work, ResultFile.checkpoint(folder, key), checkpointEvery);
    }

    @Override
    public void close() {}
}
