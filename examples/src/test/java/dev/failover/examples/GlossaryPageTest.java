package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.FailoverEvent;
import dev.failover.Mode;
import dev.failover.agent.control.StatusDocument;
import dev.failover.decision.Cause;
import dev.failover.decision.Condition;
import dev.failover.decision.Connectivity;
import dev.failover.decision.FailoverPolicy.ForeignEdit;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.decision.Gate;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.Step;
import dev.failover.health.Verdict;
import dev.failover.journal.JournalEvent;
import dev.failover.sync.MirrorEvent;
import dev.failover.sync.MirrorStatus;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("docs/glossary.md")
class GlossaryPageTest {
    private static final Pattern WORD = Pattern.compile("\\*\\*([^*]+)\\*\\*:");
    private static final Pattern ID = Pattern.compile("(?m)^- `([a-z-]+)`: \\S");
    private static final Pattern CODE = Pattern.compile("`([a-zA-Z-]+)`");

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("Verdicts", Verdict.values()),
                Arguments.of("Connectivity", Connectivity.values()),
                Arguments.of("Status of the records", RecordFacts.Status.values()),
                Arguments.of("Steps", Step.Kind.values()),
                Arguments.of("Causes", Cause.values()),
                Arguments.of("Modes", Mode.values()),
                Arguments.of("State classes", StateClass.values()),
                Arguments.of("Answers to foreign records", ForeignEdit.values()),
                Arguments.of("Gates", Gate.Kind.values()),
                Arguments.of("Conditions", Condition.Kind.values()),
                Arguments.of(
                        "Events",
                        Stream.<Enum<?>>concat(
                                        Stream.of(FailoverEvent.Kind.values()), Stream.of(MirrorEvent.Kind.values()))
                                .toArray(Enum<?>[]::new)),
                Arguments.of("State of a sync", MirrorStatus.State.values()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    @DisplayName("has an entry for every value that is shown to an operator")
    void hasValues(String section, Enum<?>[] values) throws IOException {
        assertThat(found(ID, section(section)))
                .containsAll(Stream.of(values)
                        .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList());
    }

    @Test
    @DisplayName("has an entry for every kind of journal entry, as the agent's page lists them")
    void hasJournalKinds() throws IOException {
        String page = Files.readString(Sources.ROOT.resolve("docs/agent.md"));
        String listed = page.substring(page.indexOf("The kinds are"), page.indexOf("Once it holds"));

        Set<String> kinds = Stream.of(JournalEvent.Kind.values())
                .map(Object::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(new TreeSet<>(found(ID, section("Kinds of journal entries"))))
                .isEqualTo(kinds);
        assertThat(new TreeSet<>(found(CODE, listed))).isEqualTo(kinds);
    }

    @Test
    @DisplayName("has every member of the status document")
    void hasMembers() throws IOException {
        Set<String> members = new TreeSet<>();
        addMembers(StatusDocument.class, members, new HashSet<>());

        assertThat(members).hasSizeGreaterThan(50);
        assertThat(found(CODE, section("Members of the status document"))).containsAll(members);
    }

    /** Of the records that a document is written from. */
    private static void addMembers(Type type, Set<String> members, Set<Type> seen) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                addMembers(argument, members, seen);
            }
        } else if (type instanceof Class<?> record && record.isRecord() && seen.add(type)) {
            for (RecordComponent component : record.getRecordComponents()) {
                members.add(component.getName());
                addMembers(component.getGenericType(), members, seen);
            }
        }
    }

    @Test
    @DisplayName("has one meaning for each word")
    void hasOneMeaning() throws IOException {
        List<String> words = found(WORD, page());
        assertThat(words).hasSizeGreaterThan(80).doesNotHaveDuplicates();
    }

    private static String section(String heading) throws IOException {
        String rest = page().split("\n## " + heading + "\n", 2)[1];
        return rest.split("\n## ", 2)[0];
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    private static String page() throws IOException {
        return Files.readString(Sources.ROOT.resolve("docs/glossary.md"));
    }
}
