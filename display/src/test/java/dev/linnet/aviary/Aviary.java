package dev.linnet.aviary;

import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderer;

/** Values and renderers of a make-believe library. */
public final class Aviary {
    private Aviary() {}

    public static class Bird {}

    public static final class CellBird extends Bird {}

    public static final class CellValue {}

    public static final class Counting implements Renderer<Bird> {
        public static int loaded;

        @SuppressWarnings("StaticAssignmentInConstructor") // counts the instances
        public Counting() {
            loaded++;
        }

        @Override
        public Class<Bird> type() {
            return Bird.class;
        }

        @Override
        public MimeBundle render(Bird bird) {
            return MimeBundle.text("bird");
        }
    }

    public static final class Failing implements Renderer<Bird> {
        @Override
        public Class<Bird> type() {
            throw new NoClassDefFoundError("org/missing/Type");
        }

        @Override
        public MimeBundle render(Bird bird) {
            return MimeBundle.text("never");
        }
    }

    public static final class Other implements Renderer<Bird> {
        @Override
        public Class<Bird> type() {
            return Bird.class;
        }

        @Override
        public MimeBundle render(Bird bird) {
            return MimeBundle.text("other");
        }
    }
}
