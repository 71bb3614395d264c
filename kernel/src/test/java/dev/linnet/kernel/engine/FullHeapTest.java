package dev.linnet.kernel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the engine does where the heap is full, without a full heap; tests of the launched kernel fill one. */
class FullHeapTest {
    private final Cells cells = new Cells();

    @AfterEach
    void close() throws Exception {
        cells.close();
    }

    private boolean letsGo(String java) {
        return LettingGo.by(java, cells.engine().scope());
    }

    @Test
    void assignments_of_null_need_no_compiler() {
        cells.run("String one = \"1\"; var two = new int[2]; Object three = 3;");
        assertTrue(letsGo("one = null;\n  two=null ; "));
        assertNull(cells.value("one"));
        assertNull(cells.value("two"));
        assertEquals(3, cells.value("three"));
    }

    @Test
    void they_may_be_written_as_people_write_them() {
        for (String java : new String[] {"one = null", "one = null; // done", "// enough\none = null; /* really; */\n",
                "one = null; System.gc();", "System.gc(); one = null;\nSystem.gc()"}) {
            cells.run("String one = \"1\";");
            assertTrue(letsGo(java), java);
            assertNull(cells.value("one"), java);
        }
    }

    @Test
    void a_text_that_is_more_than_such_assignments_is_left_to_the_compiler_and_does_nothing() {
        cells.run("String one = \"1\"; int number = 4;");
        for (String java : new String[] {"", "one = null; number = null;", "System.gc();",
                "one = null; unknown = null;", "one = null two = null;", "one = nullable;", "// one = null;",
                "one == null;",
                "String one = null;", "one = null; one"}) {
            assertFalse(letsGo(java), java);
            assertNotNull(cells.value("one"), java);
        }
    }

    @Test
    void a_cell_that_fills_the_heap_meets_the_error_at_a_stop_check_once_and_can_catch_it() {
        StopCheck.raiseOutOfMemory(() -> true);
        try {
            assertEquals(-1, cells.value("""
                    int turns = 0;
                    try {
                        while (turns < 1000) turns++;
                    } catch (OutOfMemoryError full) {
                        turns = -1;
                    }
                    turns"""));
            assertFalse(StopCheck.isRaising());
            assertEquals(1000, cells.value("turns = 0; while (turns < 1000) turns++; turns"));
        } finally {
            StopCheck.raiseNothing();
        }
    }

    @Test
    void a_cell_that_has_let_go_of_what_it_held_does_not_meet_the_error() {
        StopCheck.raiseOutOfMemory(() -> false);
        try {
            assertEquals(1000, cells.value("int turns = 0; while (turns < 1000) turns++; turns"));
            assertFalse(StopCheck.isRaising());
        } finally {
            StopCheck.raiseNothing();
        }
    }

    @Test
    void a_cell_that_goes_on_whatever_it_is_thrown_is_ended() throws InterruptedException {
        cells.run("boolean begun = false; int caught = 0;");
        Thread watch = Thread.ofPlatform().start(() -> {
            while (!Boolean.TRUE.equals(cells.value("begun"))) {
                Thread.onSpinWait();
            }
            StopCheck.raiseOutOfMemoryAlways();
        });
        try {
            Throwable thrown = cells.thrown("""
                    while (true) {
                        try {
                            while (true) begun = true;
                        } catch (OutOfMemoryError full) {
                            caught++;
                        }
                    }""");
            assertInstanceOf(OutOfMemoryError.class, thrown);
            assertEquals(1, cells.value("caught"));
        } finally {
            watch.join();
            StopCheck.raiseNothing();
        }
    }

    @Test
    void the_next_cell_is_not_meant() {
        StopCheck.raiseOutOfMemoryAlways();
        try {
            assertEquals(1000, cells.value("int turns = 0; while (turns < 1000) turns++; turns"));
        } finally {
            StopCheck.raiseNothing();
        }
    }
}
