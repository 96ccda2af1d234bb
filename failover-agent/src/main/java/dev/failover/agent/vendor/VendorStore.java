package dev.failover.agent.vendor;

import com.google.gson.JsonParser;
import dev.failover.agent.control.Documents;
import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the state directory keeps what is known of components that are looked at. */
public final class VendorStore {
    private final Path file;

    /** @param stateDirectory the agent's */
    public VendorStore(Path stateDirectory) {
        this.file = stateDirectory.resolve("vendors.json");
    }

    /** @param components by their subjects */
    private record Content(Map<String, VendorRecord> components) {}

    /** What is known, by the subjects of components; nothing, if that was never written or can't be read as such. */
    public Map<String, VendorRecord> read() {
        try {
            Content content = Documents.read(JsonParser.parseString(Files.readString(file)), Content.class);
            return content == null || content.components() == null
                    ? new LinkedHashMap<>()
                    : new LinkedHashMap<>(content.components());
        } catch (NoSuchFileException e) {
            return new LinkedHashMap<>();
        } catch (RuntimeException e) {
            // JSON, but not ours: what is missing there shows when a record is made of it.
            return new LinkedHashMap<>();
        } catch (IOException e) {
            throw new UnavailableException("%s can't be read: %s".formatted(file, e), e);
        }
    }

    void write(Map<String, VendorRecord> records) {
        try {
            Path next = file.resolveSibling("vendors.json.new");
            Files.writeString(next, Documents.line(new Content(records)));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException("%s can't be written: %s".formatted(file, e), e);
        }
    }
}
