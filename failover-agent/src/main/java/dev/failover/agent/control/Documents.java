package dev.failover.agent.control;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.failover.internal.json.OptionalAdapters;
import dev.failover.internal.json.TextAdapter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * The one binding of what verbs print and the agent answers to JSON. A document is a record: its components are the members, in their
 * order. An optional that is empty is null; a null is left out. Durations are seconds, with fractions.
 */
public final class Documents {
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .registerTypeAdapter(Instant.class, new TextAdapter<>(InstantText::read))
            .registerTypeAdapter(Duration.class, new Seconds().nullSafe())
            .registerTypeAdapterFactory(new OptionalAdapters())
            .create();

    private Documents() {}

    /** A record as JSON. */
    public static JsonObject of(Object document) {
        return GSON.toJsonTree(document).getAsJsonObject();
    }

    /** The members of both, those of {@code first} first. */
    public static JsonObject of(Object first, Object more) {
        JsonObject document = of(first);
        of(more).entrySet().forEach(member -> document.add(member.getKey(), member.getValue()));
        return document;
    }

    /** On one line. */
    public static String line(Object document) {
        return GSON.toJson(document);
    }

    /**
     * A record that was written as JSON.
     *
     * @throws com.google.gson.JsonParseException if it is something else
     */
    public static <T> T read(JsonElement document, Class<T> type) {
        return GSON.fromJson(document, type);
    }

    /** A constant as it stands in documents and in what is printed: {@code no-ready-site}. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A duration to the millisecond. */
    private static final class Seconds extends TypeAdapter<Duration> {
        @Override
        public void write(JsonWriter out, Duration value) throws IOException {
            out.value(value.toMillis() / 1000.0);
        }

        @Override
        public Duration read(JsonReader in) throws IOException {
            return Duration.ofMillis(Math.round(in.nextDouble() * 1000));
        }
    }
}
