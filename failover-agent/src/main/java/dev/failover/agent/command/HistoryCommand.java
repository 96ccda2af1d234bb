package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.component.SettingsReader;
import dev.failover.internal.journal.FileStateStore;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** What was decided and done, and what was known then. */
@Command(
        name = "history",
        description = "Says what was decided and why, and what became of it, of a running or a stopped agent.")
final class HistoryCommand extends Verb {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SERVICE",
            defaultValue = "",
            description = "Which service; all of them by default.")
    private String service = "";

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            converter = WhenConverter.class,
            description = "A date, an instant, or how long ago: 2026-11-21, 2026-11-21T10:00:00Z, 2h. All by default.")
    private When since = now -> Instant.MIN;

    @Override
    Optional<Integer> callOn(Path stateDirectory) {
        return Optional.of(show(stateDirectory));
    }

    @Override
    int call(Configuration configuration) {
        if (!service.isEmpty() && configuration.service(service).isEmpty()) {
            throw new EndException(ExitCode.BAD_USAGE, "There is no service named \"" + service + "\"");
        }
        return show(configuration.stateDirectory());
    }

    private int show(Path stateDirectory) {
        Instant from = since.moment(time().instant());
        List<JournalEntry> entries = Opening.open(() -> FileStateStore.read(stateDirectory)).stream()
                .filter(entry -> service.isEmpty() || entry.service().equals(service))
                .filter(entry -> !entry.event().at().isBefore(from))
                .toList();
        if (json()) {
            Output.json(out(), new Document(entries.stream().map(Entry::of).toList()));
        } else {
            entries.forEach(this::print);
        }
        return ExitCode.DONE;
    }

    private void print(JournalEntry entry) {
        out().printf(
                        "%s %s/%s %s: %s%n",
                        entry.event().at().truncatedTo(ChronoUnit.MILLIS),
                        entry.service(),
                        entry.state().epoch(),
                        entry.event().kind(),
                        entry.event().text());
        entry.event().facts().forEach((name, value) -> out().printf("    %s: %s%n", name, value));
    }

    private record Document(List<Entry> entries) {}

    /** An entry as {@link dev.failover.agent.control.Documents} writes it. */
    record Entry(
            long sequence,
            String service,
            Instant at,
            long epoch,
            String kind,
            String text,
            Map<String, String> facts) {
        static Entry of(JournalEntry entry) {
            JournalEvent event = entry.event();
            return new Entry(
                    entry.sequence(),
                    entry.service(),
                    event.at(),
                    entry.state().epoch(),
                    event.kind().toString(),
                    event.text(),
                    event.facts());
        }
    }

    /** A moment, which may be told as how long ago it was. */
    interface When {
        Instant moment(Instant now);
    }

    /** Moments as people say them. */
    static final class WhenConverter implements ITypeConverter<When> {
        @Override
        public When convert(String value) {
            try {
                if (value.contains("T")) {
                    Instant moment = Instant.parse(value);
                    return now -> moment;
                }
                if (value.contains("-")) {
                    Instant day =
                            LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant();
                    return now -> day;
                }
                Duration ago = SettingsReader.parseDuration(value);
                return now -> now.minus(ago);
            } catch (DateTimeParseException | IllegalArgumentException e) {
                throw new TypeConversionException(
                        "must be a date, an instant or how long ago, like 2026-11-21, 2026-11-21T10:00:00Z or 2h, not \""
                                + value + "\"");
            }
        }
    }
}
