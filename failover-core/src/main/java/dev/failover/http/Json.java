package dev.failover.http;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value of JSON (RFC 8259), read strictly: what is missing, of another type or cut short is a {@link MalformedAnswerException},
 * never a null or a zero. Immutable.
 */
public final class Json {
    private static final Gson GSON = new GsonBuilder()
            .setStrictness(Strictness.STRICT)
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    /** For messages; empty for the whole text. */
    private final String name;

    private final JsonElement value;

    private Json(String name, JsonElement value) {
        this.name = name;
        this.value = value;
    }

    /** Reads a text; an empty one is a null, as vendors send either for "nothing to say". */
    public static Json parse(String text) throws MalformedAnswerException {
        if (text.isEmpty()) {
            return new Json("", JsonNull.INSTANCE);
        }
        try {
            JsonElement value = GSON.fromJson(text, JsonElement.class);
            if (value != null) {
                return new Json("", value);
            }
        } catch (JsonParseException e) {
            // Said below, without the parser's own words, which quote the text.
        }
        throw new MalformedAnswerException("not JSON, or cut short");
    }

    /**
     * Writes an object, its members in the map's order.
     *
     * @param members text, numbers, booleans, nulls, and lists and maps of them
     */
    public static String write(Map<String, ?> members) {
        return GSON.toJson(members);
    }

    /** Writes a list of what {@link #write(Map)} takes. */
    public static String write(List<?> items) {
        return GSON.toJson(items);
    }

    /** A member that must be there; it may be null. */
    public Json get(String member) throws MalformedAnswerException {
        JsonElement found = object().get(member);
        if (found == null) {
            throw new MalformedAnswerException("\"" + member + "\" is missing");
        }
        return new Json(member, found);
    }

    /** A member that may be null or not there at all. */
    public Optional<Json> find(String member) throws MalformedAnswerException {
        JsonElement found = object().get(member);
        return found == null || found.isJsonNull() ? Optional.empty() : Optional.of(new Json(member, found));
    }

    /** The text of a member that may be absent, or anything: empty unless it is text. For what others say in errors. */
    public String textIfAny(String member) {
        JsonElement found = value instanceof JsonObject object ? object.get(member) : null;
        return found != null
                        && found.isJsonPrimitive()
                        && found.getAsJsonPrimitive().isString()
                ? found.getAsString()
                : "";
    }

    private JsonObject object() throws MalformedAnswerException {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw isNot("an object");
    }

    /** What a list holds. */
    public List<Json> items() throws MalformedAnswerException {
        if (!value.isJsonArray()) {
            throw isNot("a list");
        }
        List<Json> items = new ArrayList<>();
        value.getAsJsonArray().forEach(item -> items.add(new Json(name, item)));
        return items;
    }

    /** What a list of texts holds. */
    public List<String> texts() throws MalformedAnswerException {
        List<String> texts = new ArrayList<>();
        for (Json item : items()) {
            texts.add(item.text());
        }
        return texts;
    }

    public boolean isList() {
        return value.isJsonArray();
    }

    public boolean isNull() {
        return value.isJsonNull();
    }

    public String text() throws MalformedAnswerException {
        if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()) {
            return value.getAsString();
        }
        throw isNot("text");
    }

    /** A whole number of up to 64 bits. */
    public long number() throws MalformedAnswerException {
        if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
            try {
                return value.getAsBigDecimal().longValueExact();
            } catch (ArithmeticException | NumberFormatException e) {
                // Said below.
            }
        }
        throw isNot("a whole number");
    }

    /** Any number, exactly. */
    public BigDecimal decimal() throws MalformedAnswerException {
        if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
            try {
                return value.getAsBigDecimal();
            } catch (NumberFormatException e) {
                // Said below: an exponent that no number of this size has.
            }
        }
        throw isNot("a number");
    }

    public boolean flag() throws MalformedAnswerException {
        if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean()) {
            return value.getAsBoolean();
        }
        throw isNot("true or false");
    }

    private MalformedAnswerException isNot(String what) {
        String subject = name.isEmpty() ? "" : "\"" + name + "\" is ";
        return new MalformedAnswerException(subject + (value.isJsonNull() && !name.isEmpty() ? "null" : "not " + what));
    }
}
