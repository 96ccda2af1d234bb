package dev.failover.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.util.stream.Collectors;

/** All texts of a JSON object. */
final class JsonTexts {
    private JsonTexts() {}

    static String of(String json) {
        return of(JsonParser.parseString(json));
    }

    private static String of(JsonElement json) {
        return json.isJsonObject()
                ? json.getAsJsonObject().asMap().values().stream()
                        .map(JsonTexts::of)
                        .collect(Collectors.joining("\n"))
                : json.getAsString();
    }
}
