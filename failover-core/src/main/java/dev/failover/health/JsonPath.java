package dev.failover.health;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in a JSON document one value stands: {@code $.checks[0].state}. Of JSONPath (RFC 9535) it takes what leads to one place, by names
 * and by indices from the beginning. Immutable.
 */
final class JsonPath {
    private static final Pattern STEP =
            Pattern.compile("\\.([\\p{L}_][\\p{L}\\p{N}_-]*)|\\[(\\d{1,6})]|\\['([^'\\\\]+)']|\\[\"([^\"\\\\]+)\"]");

    private final String text;
    private final List<Step> steps;

    /** To a member of an object, or to an element of an array, whose name is null. */
    private record Step(@Nullable String name, int index) {}

    private JsonPath(String text, List<Step> steps) {
        this.text = text;
        this.steps = steps;
    }

    /** @throws IllegalArgumentException if it is no path of the kind taken */
    static JsonPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int end = text.startsWith("$") ? 1 : -1;
        while (end > 0 && end < text.length()) {
            matcher.region(end, text.length());
            if (!matcher.lookingAt()) {
                end = -1;
                break;
            }
            steps.add(step(matcher));
            end = matcher.end();
        }
        if (end < 0) {
            throw new IllegalArgumentException(
                    "is no path to one value: names and indices behind $, like $.status, $.checks[0].state or $['a b']");
        }
        return new JsonPath(text, List.copyOf(steps));
    }

    private static Step step(Matcher matcher) {
        if (matcher.group(2) != null) {
            return new Step(null, Integer.parseInt(matcher.group(2)));
        }
        for (int group : new int[] {1, 3, 4}) {
            if (matcher.group(group) != null) {
                return new Step(matcher.group(group), 0);
            }
        }
        throw new IllegalStateException("a step without a group");
    }

    /**
     * The value, as it is written but for a string's quotes and escapes; empty if there is none, or an object or array. What follows it is
     * not looked at.
     *
     * @throws com.google.gson.stream.MalformedJsonException if it is not JSON (RFC 8259) as far as it was read
     * @throws java.io.EOFException if it ends too early
     */
    Optional<String> valueIn(Reader document) throws IOException {
        JsonReader json = new JsonReader(document);
        json.setStrictness(Strictness.STRICT);
        for (Step step : steps) {
            if (!enter(json, step)) {
                return Optional.empty();
            }
        }
        return switch (json.peek()) {
            case STRING, NUMBER -> Optional.of(json.nextString());
            case BOOLEAN -> Optional.of(String.valueOf(json.nextBoolean()));
            case NULL -> Optional.of("null");
            default -> Optional.empty();
        };
    }

    private static boolean enter(JsonReader json, Step step) throws IOException {
        String name = step.name();
        if (name != null) {
            if (json.peek() != JsonToken.BEGIN_OBJECT) {
                return false;
            }
            json.beginObject();
            while (json.hasNext()) {
                if (json.nextName().equals(name)) {
                    return true;
                }
                json.skipValue();
            }
            return false;
        }
        if (json.peek() != JsonToken.BEGIN_ARRAY) {
            return false;
        }
        json.beginArray();
        for (int i = 0; json.hasNext(); i++) {
            if (i == step.index()) {
                return true;
            }
            json.skipValue();
        }
        return false;
    }

    @Override
    public String toString() {
        return text;
    }
}
