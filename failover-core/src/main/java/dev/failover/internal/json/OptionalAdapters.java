package dev.failover.internal.json;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An optional is its value, or null. */
public final class OptionalAdapters implements TypeAdapterFactory {
    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        if (type.getRawType() != Optional.class) {
            return null;
        }
        Type inner = ((ParameterizedType) type.getType()).getActualTypeArguments()[0];
        TypeAdapter<Object> adapter = (TypeAdapter<Object>) gson.getAdapter(TypeToken.get(inner));
        return (TypeAdapter<T>) new TypeAdapter<Optional<Object>>() {
            @Override
            @SuppressWarnings("NullableOptional")
            public void write(JsonWriter out, @Nullable Optional<Object> value) throws IOException {
                if (value == null) {
                    out.nullValue();
                    return;
                }
                // Left out, absent values could not be told from forgotten ones.
                boolean serializeNulls = out.getSerializeNulls();
                out.setSerializeNulls(true);
                if (value.isPresent()) {
                    adapter.write(out, value.get());
                } else {
                    out.nullValue();
                }
                out.setSerializeNulls(serializeNulls);
            }

            @Override
            public Optional<Object> read(JsonReader in) throws IOException {
                if (in.peek() == JsonToken.NULL) {
                    in.nextNull();
                    return Optional.empty();
                }
                return Optional.of(adapter.read(in));
            }
        };
    }
}
