package dev.failover.agent.drill;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.failover.agent.control.Documents;
import dev.failover.agent.control.DrillReports;
import dev.failover.component.RejectedException;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.internal.storage.DurableLog;
import dev.failover.internal.storage.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory {@code drills} in the state directory: which names drills made, written down before they are, and what came of each
 * drill. Open for one drill at a time; can be read beside that.
 */
public final class DrillBook implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(DrillBook.class);
    private static final String LOG = "names";
    private static final Gson PRETTY = new GsonBuilder()
            .disableHtmlEscaping()
            .serializeNulls()
            .setPrettyPrinting()
            .create();

    private final StateDirectory held;
    private final DurableLog log;

    private DrillBook(StateDirectory held) {
        this.held = held;
        this.log = held.log(LOG);
    }

    /**
     * Opens it.
     *
     * @throws dev.failover.component.ConflictException if a drill is on
     * @throws RejectedException if it can't be used
     */
    public static DrillBook open(Path stateDirectory) {
        StateDirectory held = StateDirectory.open(stateDirectory.resolve(DrillReports.DIRECTORY));
        try {
            return new DrillBook(held);
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
    }

    /** One line of the log. */
    private record Line(String drill, List<Made> names, boolean cleaned) {}

    /** A name as it is written down. */
    private record Made(String provider, String name, String type) {}

    /**
     * Names that a drill has made, or was about to make, and nobody has seen gone since.
     *
     * @param keys by the provider's name
     */
    public record Leftover(String drill, Map<String, Set<RecordKey>> keys) {}

    /** Where the drill's own watcher keeps its state. */
    Path stateOf(String drill) {
        return held.path().resolve(drill);
    }

    /** Writes down what is about to be made; returns once that would survive a power cut. */
    void begin(String drill, Map<String, Set<RecordKey>> keys) {
        List<Made> names = new ArrayList<>();
        keys.forEach((provider, ofOne) -> ofOne.forEach(
                key -> names.add(new Made(provider, key.name(), key.type().name()))));
        log.append(Documents.line(new Line(drill, names, false)));
    }

    /** Writes down that all of it is gone. */
    void cleaned(String drill) {
        log.append(Documents.line(new Line(drill, List.of(), true)));
        if (leftovers().isEmpty()) {
            log.rewrite(List.of());
        }
        delete(stateOf(drill));
    }

    /** What earlier drills may have left. */
    List<Leftover> leftovers() {
        return read(held.path());
    }

    /** The same, beside a drill that may be on: its names are among them. */
    public static List<Leftover> leftovers(Path stateDirectory) {
        return read(stateDirectory.resolve(DrillReports.DIRECTORY));
    }

    /** Whether a drill is on now. */
    public static boolean isOn(Path stateDirectory) {
        return StateDirectory.owner(stateDirectory.resolve(DrillReports.DIRECTORY))
                .isPresent();
    }

    private static List<Leftover> read(Path directory) {
        return StateDirectory.read(directory, LOG).map(DrillBook::left).orElse(List.of());
    }

    private static List<Leftover> left(Collection<String> entries) {
        Map<String, Leftover> open = new LinkedHashMap<>();
        for (String entry : entries) {
            Line line = Documents.read(JsonParser.parseString(entry), Line.class);
            if (line.cleaned()) {
                open.remove(line.drill());
            } else {
                open.put(line.drill(), leftover(line));
            }
        }
        return List.copyOf(open.values());
    }

    private static Leftover leftover(Line line) {
        Map<String, Set<RecordKey>> keys = new LinkedHashMap<>();
        for (Made made : line.names()) {
            keys.computeIfAbsent(made.provider(), provider -> new LinkedHashSet<>())
                    .add(new RecordKey(made.name(), RecordType.valueOf(made.type())));
        }
        return new Leftover(line.drill(), keys);
    }

    /** Keeps a report, for machines and for humans. */
    void write(DrillReport report) {
        JsonObject document = Documents.of(report);
        try {
            Files.writeString(file(report, "md"), String.join("\n", ReportText.of(report)) + "\n");
            Path whole = Files.writeString(file(report, "json.new"), PRETTY.toJson(document) + "\n");
            // Whoever asks for the status meanwhile reads all of it or nothing.
            Files.move(whole, file(report, "json"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new RejectedException("The report of %s can't be kept: %s".formatted(report.drill(), e), e);
        }
    }

    private Path file(DrillReport report, String ending) {
        return held.path().resolve(report.drill() + "." + ending);
    }

    /** All reports that are kept, oldest first. */
    public static List<DrillReport> reports(Path stateDirectory) {
        return DrillReports.read(stateDirectory, DrillReport.class);
    }

    private static void delete(Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            logger.warn("{} can't be deleted: {}", directory, e.toString());
        }
    }

    @Override
    public void close() {
        held.close();
    }
}
