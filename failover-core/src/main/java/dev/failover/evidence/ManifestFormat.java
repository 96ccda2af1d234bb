package dev.failover.evidence;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.failover.component.RejectedException;
import dev.failover.internal.json.CompleteRecords;
import dev.failover.internal.json.OptionalAdapters;
import dev.failover.internal.json.TextAdapter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

/** Manifests as JSON. What is missing on reading is an error. */
final class ManifestFormat {
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .setPrettyPrinting()
            .registerTypeAdapter(Instant.class, new TextAdapter<>(Instant::parse))
            .registerTypeAdapterFactory(new OptionalAdapters())
            .registerTypeAdapterFactory(new CompleteRecords(Map.of()))
            .create();

    private ManifestFormat() {}

    static byte[] write(Manifest manifest) {
        return (GSON.toJson(manifest) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** @param where it was read from, for the message */
    static Manifest read(byte[] bytes, Object where) {
        try {
            Manifest manifest = GSON.fromJson(new String(bytes, StandardCharsets.UTF_8), Manifest.class);
            if (manifest == null) {
                throw new JsonParseException("it is empty");
            }
            return manifest;
        } catch (JsonParseException | DateTimeException | IllegalArgumentException e) {
            throw new RejectedException(where + " is no manifest of evidence: it was changed, or is damaged", e);
        }
    }
}
