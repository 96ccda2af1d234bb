package dev.failover.ovh;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.util.Optional;

/** Reads JSON strictly (RFC 8259): what is missing, of another type or cut short is an error, never a null or a zero. */
final class Json {
    private static final Gson GSON = new GsonBuilder()
            .setStrictness(Strictness.STRICT)
            .disableHtmlEscaping()
            .create();

    private Json() {}

    /** The whole text; an empty one reads as JSON's null, as OVH sends either for "nothing to say". */
    static JsonElement parse(String text) throws MalformedAnswerException {
        if (text.isEmpty()) {
            return JsonNull.INSTANCE;
        }
        try {
            JsonElement element = GSON.fromJson(text, JsonElement.class);
            if (element != null) {
                return element;
            }
        } catch (JsonParseException e) {
            // Said below, without the parser's own words, which quote the text.
        }
        throw new MalformedAnswerException("not JSON, or cut short");
    }

    static String write(JsonObject object) {
        return GSON.toJson(object);
    }

    static JsonElement member(JsonObject object, String name) throws MalformedAnswerException {
        JsonElement value = object.get(name);
        if (value == null) {
            throw new MalformedAnswerException("\"" + name + "\" is missing");
        }
        return value;
    }

    static JsonObject asObject(JsonElement element) throws MalformedAnswerException {
        if (element instanceof JsonObject object) {
            return object;
        }
        throw new MalformedAnswerException("not an object");
    }

    static String text(JsonObject object, String name) throws MalformedAnswerException {
        return textOrNull(object, name).orElseThrow(() -> new MalformedAnswerException("\"" + name + "\" is null"));
    }

    /** A member that must be there, and may be null. */
    static Optional<String> textOrNull(JsonObject object, String name) throws MalformedAnswerException {
        JsonElement value = member(object, name);
        if (value.isJsonNull()) {
            return Optional.empty();
        }
        if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()) {
            return Optional.of(value.getAsString());
        }
        throw new MalformedAnswerException("\"" + name + "\" is not text");
    }

    /** A member that may be absent, or anything: empty unless it is text. */
    static String textIfAny(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value != null
                        && value.isJsonPrimitive()
                        && value.getAsJsonPrimitive().isString()
                ? value.getAsString()
                : "";
    }

    /** A whole number of up to 64 bits. */
    static long asLong(JsonElement element) throws MalformedAnswerException {
        if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber()) {
            try {
                return element.getAsBigDecimal().longValueExact();
            } catch (ArithmeticException | NumberFormatException e) {
                // Said below.
            }
        }
        throw new MalformedAnswerException("not a whole number");
    }
}
