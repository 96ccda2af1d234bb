package dev.failover.internal.json;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Anything that {@code toString} writes and a parser reads. */
public final class TextAdapter<T> extends TypeAdapter<T> {
    private final Function<String, T> parser;

    /** @param parser throws an unchecked exception at what can't be read */
    public TextAdapter(Function<String, T> parser) {
        this.parser = parser;
    }

    @Override
    public void write(JsonWriter out, @Nullable T value) throws IOException {
        out.value(value == null ? null : value.toString());
    }

    @Override
    public T read(JsonReader in) throws IOException {
        return parser.apply(in.nextString());
    }
}
