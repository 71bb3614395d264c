package dev.linnet.safetensors;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file's JSON header, read and checked. */
record Header(Map<String, String> metadata, Map<String, TensorInfo> tensors) {
    private static final String METADATA = "__metadata__";

    /**
     * Reads a header.
     *
     * @param file   its name, for messages
     * @param json   the header's text
     * @param buffer bytes that follow the header
     */
    static Header read(String file, String json, long buffer) throws SafeTensorsException {
        var reading = new Reading(file, buffer);
        try (var reader = new JsonReader(new StringReader(json))) {
            reader.setStrictness(Strictness.STRICT);
            reading.header(reader);
        } catch (MalformedJsonException | EOFException | IllegalStateException | NumberFormatException e) {
            throw new SafeTensorsException(file + ": its header is not the JSON that the format asks for ("
                    + firstLine(e) + ").");
        } catch (SafeTensorsException e) {
            throw e;
        } catch (IOException e) {
            throw new SafeTensorsException(file + ": its header cannot be read (" + firstLine(e) + ").");
        }
        reading.checkPlaces();
        return new Header(reading.metadata, reading.tensors);
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
    }

    private static final class Reading {
        private final String file;
        private final long buffer;
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

        Reading(String file, long buffer) {
            this.file = file;
            this.buffer = buffer;
        }

        void header(JsonReader reader) throws IOException {
            reader.beginObject();
            while (reader.hasNext()) {
                String name = reader.nextName();
                if (name.equals(METADATA)) {
                    reader.beginObject();
                    while (reader.hasNext()) {
                        metadata.put(reader.nextName(), reader.nextString());
                    }
                    reader.endObject();
                } else if (tensors.put(name, tensor(name, reader)) != null) {
                    throw wrong(name, "is there twice");
                }
            }
            reader.endObject();
        }

        private TensorInfo tensor(String name, JsonReader reader) throws IOException {
            String type = null;
            List<Long> shape = null;
            List<Long> offsets = null;
            reader.beginObject();
            while (reader.hasNext()) {
                switch (reader.nextName()) {
                    case "dtype" -> type = reader.nextString();
                    case "shape" -> shape = numbers(reader);
                    case "data_offsets" -> offsets = numbers(reader);
                    case String field ->
                        throw wrong(name, "has the field " + field + ", which the format does not know");
                }
            }
            reader.endObject();
            if (type == null || shape == null || offsets == null) {
                throw wrong(name, "lacks dtype, shape or data_offsets");
            }
            if (offsets.size() != 2) {
                throw wrong(name, "has " + offsets.size() + " data_offsets; there must be 2");
            }
            return checked(new TensorInfo(name, type(name, type), shape, offsets.getFirst(), offsets.getLast()));
        }

        private static List<Long> numbers(JsonReader reader) throws IOException {
            var numbers = new ArrayList<Long>();
            reader.beginArray();
            while (reader.hasNext()) {
                numbers.add(reader.nextLong());
            }
            reader.endArray();
            return numbers;
        }

        private TensorType type(String name, String type) throws SafeTensorsException {
            for (TensorType known : TensorType.values()) {
                if (known.name().equals(type)) {
                    return known;
                }
            }
            throw wrong(name, "has the dtype " + type + ", which is unknown; known are "
                    + List.of(TensorType.values()));
        }

        private TensorInfo checked(TensorInfo tensor) throws SafeTensorsException {
            long bytes = tensor.type().bytes();
            for (long size : tensor.shape()) {
                if (size < 0 || (size != 0 && bytes > Long.MAX_VALUE / size)) {
                    throw wrong(tensor.name(), "has the impossible shape " + tensor.shape());
                }
                bytes *= size;
            }
            if (tensor.begin() < 0 || tensor.end() < tensor.begin() || tensor.end() > buffer) {
                throw wrong(tensor.name(), "lies at bytes " + tensor.begin() + " to " + tensor.end()
                        + ", but there are bytes 0 to " + buffer + " only: the file is truncated or damaged");
            }
            if (tensor.end() - tensor.begin() != bytes) {
                throw wrong(tensor.name(), "has " + (tensor.end() - tensor.begin()) + " bytes, but " + tensor.type()
                        + " of shape " + tensor.shape() + " needs " + bytes);
            }
            return tensor;
        }

        /** The tensors must fill the buffer, one after the other, without overlap and without holes. */
        void checkPlaces() throws SafeTensorsException {
            long at = 0;
            String before = "the header";
            List<TensorInfo> byPlace = tensors.values()
                    .stream()
                    .sorted(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end))
                    .toList();
            for (TensorInfo tensor : byPlace) {
                if (tensor.begin() < at) {
                    throw wrong(tensor.name(), "overlaps " + before + ": it begins at byte " + tensor.begin()
                            + ", which ends at " + at);
                }
                if (tensor.begin() > at) {
                    throw wrong(tensor.name(), "begins at byte " + tensor.begin() + ", but " + before + " ends at "
                            + at + ": there must be no hole");
                }
                at = tensor.end();
                before = "tensor " + tensor.name();
            }
            if (at != buffer) {
                throw new SafeTensorsException(file + ": " + (buffer - at)
                        + " bytes follow the last tensor; the file must end there.");
            }
        }

        private SafeTensorsException wrong(String tensor, String what) {
            return new SafeTensorsException(file + ": tensor " + tensor + " " + what + ".");
        }
    }
}
