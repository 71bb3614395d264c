package dev.linnet.cuda.signature;

/** A C++ type as a kernel's parameter may have it. */
public sealed interface CudaType {
    /** As in C++. */
    String text();

    /** Bytes, or -1 where only the compiler knows. */
    long size();

    /** A number or a truth value. {@code long} has 8 bytes, as on every 64-bit system but Windows. */
    enum Scalar implements CudaType {
        BOOL("bool", 1), CHAR("char", 1), SIGNED_CHAR("signed char", 1), UNSIGNED_CHAR("unsigned char", 1), SHORT(
                "short", 2), UNSIGNED_SHORT("unsigned short", 2), INT("int", 4), UNSIGNED("unsigned", 4), LONG("long",
                        8), UNSIGNED_LONG("unsigned long", 8), LONG_LONG("long long",
                                8), UNSIGNED_LONG_LONG("unsigned long long", 8), FLOAT("float",
                                        4), DOUBLE("double", 8), HALF("__half", 2), BFLOAT16("__nv_bfloat16", 2);

        private final String text;
        private final int size;

        Scalar(String text, int size) {
            this.text = text;
            this.size = size;
        }

        @Override
        public String text() {
            return text;
        }

        @Override
        public long size() {
            return size;
        }

        /** Whether it is {@code float}, {@code double} or one of the 16-bit formats. */
        public boolean floating() {
            return this == FLOAT || this == DOUBLE || this == HALF || this == BFLOAT16;
        }
    }

    /** {@code void}, behind a pointer. */
    record Anything() implements CudaType {
        @Override
        public String text() {
            return "void";
        }

        @Override
        public long size() {
            return -1;
        }
    }

    /** A pointer; {@code constant} where the kernel cannot write through it. */
    record Pointer(CudaType to, boolean constant) implements CudaType {
        @Override
        public String text() {
            return to instanceof Pointer
                    ? to.text() + (constant ? " const*" : "*")
                    : (constant ? "const " : "") + to.text() + "*";
        }

        @Override
        public long size() {
            return 8;
        }
    }

    /** An array, inside a struct or behind a pointer. */
    record Array(CudaType of, long length) implements CudaType {
        @Override
        public String text() {
            return of.text() + "[" + length + "]";
        }

        @Override
        public long size() {
            return of.size() < 0 ? -1 : of.size() * length;
        }
    }

    /** A struct, class, union or enum by its full name. */
    record Struct(String name) implements CudaType {
        @Override
        public String text() {
            return name;
        }

        @Override
        public long size() {
            return -1;
        }
    }
}
