package dev.failover.internal.json;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gson fills what is missing with null or zero. A record with holes must not be taken for a whole one: it is a {@link JsonParseException}. */
public final class CompleteRecords implements TypeAdapterFactory {
    private final Map<String, Function<JsonObject, JsonElement>> added;

    /**
     * @param added what to read where something was written before there was such a component, by what else it says; under the
     *     record's and the component's name, {@code ServiceState.written}
     */
    public CompleteRecords(Map<String, Function<JsonObject, JsonElement>> added) {
        this.added = Map.copyOf(added);
    }

    @Override
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        if (!type.getRawType().isRecord()) {
            return null;
        }
        TypeAdapter<T> plain = gson.getDelegateAdapter(this, type);
        RecordComponent[] components = type.getRawType().getRecordComponents();
        return new TypeAdapter<>() {
            @Override
            public void write(JsonWriter out, @Nullable T value) throws IOException {
                plain.write(out, value);
            }

            @Override
            public T read(JsonReader in) throws IOException {
                JsonElement element = JsonParser.parseReader(in);
                for (RecordComponent component : components) {
                    complete(component, element);
                    require(component, element);
                }
                return whole(plain.fromJsonTree(element));
            }

            /** Gson makes null of a constant it does not know. */
            private T whole(T value) {
                for (RecordComponent component : components) {
                    if (valueOf(component, value) == null) {
                        throw new JsonParseException(component.getName() + " has a value that is not known here");
                    }
                }
                return value;
            }
        };
    }

    private static @Nullable Object valueOf(RecordComponent component, Object value) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new JsonParseException("can't look into a record", e);
        }
    }

    private void complete(RecordComponent component, JsonElement element) {
        String name = component.getDeclaringRecord().getSimpleName() + "." + component.getName();
        Function<JsonObject, JsonElement> then = added.get(name);
        if (then != null && element instanceof JsonObject object && !object.has(component.getName())) {
            object.add(component.getName(), then.apply(object));
        }
    }

    private static void require(RecordComponent component, JsonElement element) {
        JsonElement value = element.isJsonObject() ? element.getAsJsonObject().get(component.getName()) : null;
        if (value == null || value.isJsonNull() && component.getType() != Optional.class) {
            throw new JsonParseException(component.getName() + " is missing in a "
                    + component.getDeclaringRecord().getSimpleName());
        }
    }
}
