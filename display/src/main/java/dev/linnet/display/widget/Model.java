package dev.linnet.display.widget;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import dev.linnet.display.comm.Comm;
import dev.linnet.display.comm.CommMessage;
import dev.linnet.display.comm.Comms;

/** The state that a widget shares with its twins in the front ends, as JSON trees by name, over a comm. */
final class Model implements AutoCloseable {
    private static final String PROTOCOL_VERSION = "2.1.0";

    /** Hears what front ends do. */
    interface Listener {
        /** A front end has set {@code value}, which is in the state already. */
        void changed(String name, Object value) throws Exception;

        /** A front end has sent an event. */
        void event(String event) throws Exception;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Object> state;
    private final Comm comm;

    Model(Map<String, Object> initial, Listener listener) {
        state = new LinkedHashMap<>(initial);
        comm = Comms.open("jupyter.widget",
                CommMessage.of(message("state", initial)).withMetadata(Map.of("version", PROTOCOL_VERSION)));
        comm.onMessage(message -> received(message.data(), listener));
    }

    /** A model that nobody listens to: a layout or a style. */
    Model(Map<String, Object> initial) {
        this(initial, new Listener() {
            @Override
            public void changed(String name, Object value) {
                // front ends do not change these
            }

            @Override
            public void event(String event) {
                // nor do they send events
            }
        });
    }

    /** How the state of another widget refers to this model. */
    String reference() {
        return "IPY_MODEL_" + id();
    }

    String id() {
        return comm.id();
    }

    boolean isOpen() {
        return comm.isOpen();
    }

    Object get(String name) {
        lock.lock();
        try {
            return state.get(name);
        } finally {
            lock.unlock();
        }
    }

    /** Changes the state here and in the front ends; sends nothing where it is no change. */
    void set(String name, Object value) {
        lock.lock(); // held while sending, so that the last value is also the last one to arrive
        try {
            if (!value.equals(state.put(name, value))) {
                send("update", Map.of(name, value));
            }
        } finally {
            lock.unlock();
        }
    }

    private void send(String method, Map<String, Object> changed) {
        var data = message("state", changed);
        data.put("method", method);
        comm.send(data);
    }

    private static Map<String, Object> message(String name, Map<String, Object> value) {
        var data = new HashMap<String, Object>();
        data.put(name, value);
        data.put("buffer_paths", List.of());
        return data;
    }

    private void received(Map<String, Object> data, Listener listener) throws Exception {
        switch (data.get("method") instanceof String method ? method : "") {
            case "update" -> {
                if (data.get("state") instanceof Map<?, ?> changed) {
                    update(changed, listener);
                }
            }
            case "request_state" -> {
                lock.lock();
                try {
                    send("update", state);
                } finally {
                    lock.unlock();
                }
            }
            case "custom" -> {
                if (data.get("content") instanceof Map<?, ?> content && content.get("event") instanceof String event) {
                    listener.event(event);
                }
            }
            default -> {
                // a message of a later protocol, which older ends ignore
            }
        }
    }

    private void update(Map<?, ?> received, Listener listener) throws Exception {
        var known = new LinkedHashMap<String, Object>();
        var changed = new LinkedHashMap<String, Object>();
        lock.lock();
        try {
            received.forEach((key, value) -> {
                if (key instanceof String name && state.containsKey(name)) {
                    known.put(name, value);
                    Object before = state.put(name, value);
                    if (value == null ? before != null : !value.equals(before)) {
                        changed.put(name, value);
                    }
                }
            });
            send("echo_update", known); // so that several front ends agree
        } finally {
            lock.unlock();
        }
        for (var one : changed.entrySet()) {
            listener.changed(one.getKey(), one.getValue());
        }
    }

    @Override
    public void close() {
        comm.close();
    }
}
