package dev.failover.agent.page;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.failover.agent.control.Documents;
import dev.failover.agent.page.model.History;
import dev.failover.agent.page.model.Reachability;
import dev.failover.agent.page.model.Span;
import dev.failover.internal.storage.Trusted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How services and sites stood within the last 90 days, by the verdicts, in the file {@code reachability} of the state directory. It is no
 * part of what must survive a crash: a minute that is lost counts as not known. Thread-safe.
 */
final class Chronicle {
    private static final Logger log = LoggerFactory.getLogger(Chronicle.class);
    private static final int FORMAT = 1;
    /** A thousand services with a dozen outages each. */
    private static final long MOST_BYTES = 16L << 20;

    private final Path file;
    private final Map<String, History> histories = new TreeMap<>();
    private boolean failing;

    private Chronicle(Path file) {
        this.file = file;
    }

    private record Document(int format, Map<String, List<Span>> histories) {}

    /** Goes on with what is there. What can't be read is put aside: a page is no reason not to watch. */
    static Chronicle open(Path stateDirectory) {
        Chronicle chronicle = new Chronicle(stateDirectory.resolve("reachability"));
        try {
            chronicle.read();
        } catch (NoSuchFileException e) {
            // The first time.
        } catch (IOException e) {
            log.warn("How services stood can't be read, and is written anew: {}", e.toString());
            chronicle.putAside();
        }
        return chronicle;
    }

    private void read() throws IOException {
        Trusted.requireFile(file);
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + " is larger than " + MOST_BYTES + " bytes");
        }
        try {
            Document document = Documents.read(
                    JsonParser.parseString(Files.readString(file, StandardCharsets.UTF_8)), Document.class);
            if (document == null || document.format() != FORMAT || document.histories() == null) {
                throw new IOException(file + " is of another version");
            }
            document.histories().forEach((key, spans) -> histories.put(key, new History(checked(spans))));
        } catch (JsonParseException | DateTimeException | NullPointerException | IllegalArgumentException e) {
            histories.clear();
            throw new IOException(file + " is damaged", e);
        }
    }

    private static List<Span> checked(List<Span> spans) {
        Instant before = Instant.MIN;
        for (Span span : spans) {
            if (span.state() == null
                    || span.from().isBefore(before)
                    || span.until().isBefore(span.from())) {
                throw new IllegalArgumentException("no history");
            }
            before = span.until();
        }
        return spans;
    }

    private void putAside() {
        try {
            Files.move(file, file.resolveSibling("reachability.unread"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            log.debug("{} stays where it is: {}", file, e.toString());
        }
    }

    /** Notes what is the case, by name, and forgets what was of others. */
    synchronized void note(Instant now, Map<String, Reachability> states) {
        histories.keySet().retainAll(states.keySet());
        states.forEach((key, state) ->
                histories.put(key, histories.getOrDefault(key, History.NONE).noted(now, state)));
    }

    /** Notes what is known better than from looking now and then. */
    synchronized void correct(String name, Span span) {
        histories.computeIfPresent(name, (key, known) -> known.with(span));
    }

    synchronized Map<String, History> all() {
        return Map.copyOf(histories);
    }

    /** Writes it down; what can't be written is told once. */
    void save() {
        String text = Documents.line(new Document(
                FORMAT,
                all().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().spans()))));
        try {
            Path draft = file.resolveSibling("reachability.new");
            Files.deleteIfExists(draft);
            Trusted.makeFile(draft);
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                log.warn("How services stand can't be written down for the status page: {}", e.toString());
            }
            failing = true;
        }
    }
}
