package dev.linnet.attention.softmax;

import dev.linnet.attention.chunk.Crew;
import dev.linnet.attention.chunk.Team;

/** Who does the tasks of a phase, which may run at once: one thread, or several. */
@FunctionalInterface
interface Phases {
    /** The calling thread, as member 0. */
    Phases ALONE = (count, task) -> {
        for (int i = 0; i < count; i++) {
            task.run(i, 0);
        }
    };

    /** Returns when tasks 0 to {@code count - 1} have run. */
    void run(int count, Team.Task task);

    /** All members of a crew. */
    static Phases of(Crew crew) {
        return (count, task) -> {
            Team.stopIfInterrupted();
            crew.phase(count, task);
        };
    }
}
