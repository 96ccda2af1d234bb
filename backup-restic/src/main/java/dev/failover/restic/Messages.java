package dev.failover.restic;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.failover.backup.Backup.Snapshot;
import dev.failover.backup.Backup.StoredFile;
import dev.failover.component.Excerpt;
import dev.failover.component.UnavailableException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What restic says with {@code --json}. */
final class Messages {
    private Messages() {}

    /** A snapshot with the absolute path of what was taken. */
    record Listed(Snapshot snapshot, Path root) {}

    /** What is said at the end of a backup. */
    record Summary(String snapshot, long files, long bytes, long added) {}

    static List<Listed> snapshots(String line) {
        return parsed(line, element -> {
            List<Listed> found = new ArrayList<>();
            // Null if there is none.
            JsonArray all = element.isJsonArray() ? element.getAsJsonArray() : new JsonArray();
            for (JsonElement each : all) {
                found.add(listed(each.getAsJsonObject()));
            }
            return found;
        });
    }

    private static Listed listed(JsonObject object) {
        Map<String, String> tags = new TreeMap<>();
        if (object.get("tags") instanceof JsonArray all) {
            for (JsonElement each : all) {
                String[] parts = each.getAsString().split("=", 2);
                tags.put(parts[0], parts.length < 2 ? "" : parts[1]);
            }
        }
        return new Listed(
                new Snapshot(object.get("id").getAsString(), instant(object, "time"), tags),
                Path.of(object.getAsJsonArray("paths").get(0).getAsString()));
    }

    /** Empty for a message of another kind. */
    static Optional<Summary> summary(String line) {
        return parsed(line, element -> {
            JsonObject object = element.getAsJsonObject();
            return Optional.of(object)
                    .filter(message -> "summary".equals(text(message, "message_type")) && message.has("snapshot_id"))
                    .map(message -> new Summary(
                            message.get("snapshot_id").getAsString(),
                            message.get("total_files_processed").getAsLong(),
                            message.get("total_bytes_processed").getAsLong(),
                            message.get("data_added").getAsLong()));
        });
    }

    /** A regular file below the root; empty for anything else. */
    static Optional<StoredFile> file(String line, Path root) {
        return parsed(line, element -> {
            JsonObject object = element.getAsJsonObject();
            if (!"file".equals(text(object, "type"))) {
                return Optional.empty();
            }
            Path path = Path.of(text(object, "path")).normalize();
            if (!path.startsWith(root)) {
                return Optional.empty();
            }
            long size = object.has("size") ? object.get("size").getAsLong() : 0;
            return Optional.of(new StoredFile(root.relativize(path).toString(), size, instant(object, "mtime")));
        });
    }

    private static String text(JsonObject object, String member) {
        return object.has(member) ? object.get(member).getAsString() : "";
    }

    private static Instant instant(JsonObject object, String member) {
        return OffsetDateTime.parse(object.get(member).getAsString()).toInstant();
    }

    private static <T> T parsed(String line, Function<JsonElement, T> reader) {
        try {
            return reader.apply(JsonParser.parseString(line));
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | NumberFormatException
                | NullPointerException
                | IndexOutOfBoundsException
                | DateTimeException
                | java.nio.file.InvalidPathException e) {
            throw new UnavailableException(
                    "restic said what is not understood, be it another version than was tried: " + Excerpt.of(line), e);
        }
    }
}
