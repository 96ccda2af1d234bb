package dev.failover.agent.control;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.failover.component.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The reports of drills, as they lie in the state directory. */
public final class DrillReports {
    /** The directory of drills in a state directory. */
    public static final String DIRECTORY = "drills";

    private DrillReports() {}

    /**
     * All that are kept, oldest first.
     *
     * @param type a record of those members that are wanted
     * @throws RejectedException if one can't be read
     */
    public static <T> List<T> read(Path stateDirectory, Class<T> type) {
        Path directory = stateDirectory.resolve(DIRECTORY);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<T> reports = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            // Their names begin with when they were made.
            for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                reports.add(Documents.read(JsonParser.parseString(Files.readString(file)), type));
            }
        } catch (IOException | JsonParseException e) {
            throw new RejectedException(
                    "The reports in %s can't be read: %s; delete the one that is damaged".formatted(directory, e), e);
        }
        return reports;
    }
}
