package dev.linnet.cuda.ptx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceMemory;

/** A machine with one module, for tests. */
final class Machine {
    final DeviceMemory memory = new DeviceMemory();
    final PtxEngine engine = new PtxEngine(memory);
    final LoadedModule module;
    final StringBuilder printed = new StringBuilder();
    LaunchOptions options = LaunchOptions.DEFAULT.withThreads(1).withPrint(printed::append);

    Machine(String ptx) {
        module = engine.load(PtxModule.parse(ptx));
    }

    /** With a PTX file that lies beside the tests. */
    static Machine of(String resource) {
        return new Machine(text(resource));
    }

    static String text(String resource) {
        try (InputStream in = Machine.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Buffer floats(String name, float... values) {
        Buffer b = memory.allocate(name, 4, values.length);
        for (int i = 0; i < values.length; i++) {
            b.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, values[i]);
        }
        return b;
    }

    Buffer ints(String name, int... values) {
        Buffer b = memory.allocate(name, 4, values.length);
        for (int i = 0; i < values.length; i++) {
            b.segment().setAtIndex(ValueLayout.JAVA_INT, i, values[i]);
        }
        return b;
    }

    Buffer longs(String name, long... values) {
        Buffer b = memory.allocate(name, 8, values.length);
        for (int i = 0; i < values.length; i++) {
            b.segment().setAtIndex(ValueLayout.JAVA_LONG, i, values[i]);
        }
        return b;
    }

    static float[] floats(Buffer b) {
        return b.segment().toArray(ValueLayout.JAVA_FLOAT);
    }

    static int[] ints(Buffer b) {
        return b.segment().toArray(ValueLayout.JAVA_INT);
    }

    static long[] longs(Buffer b) {
        return b.segment().toArray(ValueLayout.JAVA_LONG);
    }

    LaunchReport launch(String kernel, Dim3 grid, Dim3 block, int shared, Object... arguments) {
        return engine.launch(module, kernel, grid, block, shared, parameters(kernel, arguments), options);
    }

    /** Arguments as a kernel wants them: buffers as addresses, numbers in the parameter's width. */
    byte[] parameters(String kernel, Object... arguments) {
        PtxModule.Entry entry = module.module().entry(kernel);
        ByteBuffer b = ByteBuffer.allocate(entry.parameterBytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < arguments.length; i++) {
            int at = entry.parameters().get(i).offset();
            switch (arguments[i]) {
                case Buffer buffer -> b.putLong(at, buffer.address());
                case Float f -> b.putFloat(at, f);
                case Double d -> b.putDouble(at, d);
                case Long l -> b.putLong(at, l);
                case Integer n -> b.putInt(at, n);
                default -> throw new IllegalArgumentException(String.valueOf(arguments[i]));
            }
        }
        return b.array();
    }
}
