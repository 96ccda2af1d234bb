package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.coordination.Coordinator;
import dev.failover.coordination.SharedRecord;
import dev.failover.testkit.CoordinatorContract.Store;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a {@link Coordinator} promises of one record after another. */
abstract class CoordinatorRecordRules extends CoordinatorRules {
    CoordinatorRecordRules(CoordinatorContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("nothing of a service that was never written")
    void nothing() throws Exception {
        assertThat(read(coordinator(), WWW)).isEmpty();
    }

    @Test
    @DisplayName(
            "what was written, under the version that the write returned, for every client and after each is closed")
    void whatWasWritten() throws Exception {
        Store store = contract.store();
        Coordinator one = contract.coordinator(store);
        String first = create(one, "first");
        assertRecord(one, first, "first");
        assertRecord(contract.coordinator(store), first, "first");
        String second = write(contract.coordinator(store), Optional.of(first), "second");
        assertRecord(one, second, "second");
        one.close();
        assertRecord(contract.coordinator(store), second, "second");
    }

    @Test
    @DisplayName("any text as it is: other scripts, quotes, line ends, blanks at its ends, nothing at all")
    void anyText() throws Exception {
        Coordinator coordinator = coordinator();
        Optional<String> version = Optional.empty();
        for (String text : List.of(
                "{\"a\": [1, 2], \"b\": null}",
                " blanks \t\r\nand line ends\n\n ",
                "d\u00e9fail\u00e9 \u5bb6 \ud83d\udea8 \u200f\u0001\u001f\u007f",
                "'; DROP TABLE x; -- \\ \\u0041 %s ${x} &amp; <b> \"",
                "",
                "null")) {
            version = Optional.of(write(coordinator, version, text));
            assertRecord(coordinator, version.get(), text);
        }
    }

    @Test
    @DisplayName("a content of 64 KiB, whole")
    void longest() throws Exception {
        Coordinator coordinator = coordinator();
        StringBuilder text = new StringBuilder("\u00e9\u5bb6\ud83d\udea8");
        int bytes = text.toString().getBytes(StandardCharsets.UTF_8).length;
        for (int i = bytes; i < Coordinator.LONGEST_CONTENT; i++) {
            text.append((char) ('a' + i % 26));
        }
        String version = create(coordinator, text.toString());
        assertRecord(coordinator, version, text.toString());
    }

    @Test
    @DisplayName("a record that nobody has made before, and no other: a second one that expects none is a conflict")
    void createdOnce() throws Exception {
        Store store = contract.store();
        Coordinator coordinator = contract.coordinator(store);
        String version = create(coordinator, "first");
        assertConflict(coordinator, Optional.empty(), "second");
        assertConflict(contract.coordinator(store), Optional.empty(), "first");
        assertRecord(coordinator, version, "first");
    }

    @Test
    @DisplayName("a record against whoever expects an earlier version of it, or one that never was")
    void staleWriter() throws Exception {
        Coordinator coordinator = coordinator();
        String first = create(coordinator, "first");
        String second = write(coordinator, Optional.of(first), "second");
        assertConflict(coordinator, Optional.of(first), "third");
        assertConflict(coordinator, Optional.of(second + "0"), "third");
        assertConflict(coordinator, Optional.of("no version of any store"), "third");
        assertConflict(coordinator, Optional.of(""), "third");
        assertRecord(coordinator, second, "second");
    }

    @Test
    @DisplayName("no record for whoever expects to replace one that is not there")
    void nothingToReplace() throws Exception {
        Store store = contract.store();
        Coordinator coordinator = contract.coordinator(store);
        String elsewhere = coordinator.write("mail", Optional.empty(), "of another service", contract.timeout());
        assertConflict(coordinator, Optional.of(elsewhere), "first");
        assertConflict(coordinator, Optional.of("1"), "first");
        assertThat(read(coordinator, WWW)).isEmpty();
    }

    @Test
    @DisplayName("versions apart, also of equal contents: what is written again is another state of the record")
    void versionsOfEqualContents() throws Exception {
        Coordinator coordinator = coordinator();
        Set<String> versions = new LinkedHashSet<>();
        Optional<String> version = Optional.empty();
        for (String content : List.of("a", "b", "a", "a", "b", "a")) {
            version = Optional.of(write(coordinator, version, content));
            assertThat(versions.add(version.get()))
                    .as("version %s of a record was not given before, to any of %s", version.get(), versions)
                    .isTrue();
        }
        String first = versions.iterator().next();
        assertConflict(coordinator, Optional.of(first), "by whoever saw the first a");
        assertRecord(coordinator, version.orElseThrow(), "a");
    }

    @Test
    @DisplayName("versions apart, also from those before the record was removed by hand")
    void versionsAfterRemoval() throws Exception {
        Store store = contract.store();
        Coordinator coordinator = contract.coordinator(store);
        Set<String> versions = new LinkedHashSet<>();
        for (int round = 0; round < 3; round++) {
            String first = create(coordinator, "first");
            String second = write(coordinator, Optional.of(first), "second");
            assertThat(versions).as("versions of records removed since").doesNotContain(first, second);
            versions.addAll(List.of(first, second));
            NotTested.unless(store.remove(WWW), "this store can't remove a record");
            assertThat(read(coordinator, WWW)).isEmpty();
            assertConflict(coordinator, Optional.of(second), "third");
        }
    }

    @Test
    @DisplayName("the services apart, however alike their names")
    void servicesApart() throws Exception {
        Coordinator coordinator = coordinator();
        Map<String, String> versions = new LinkedHashMap<>();
        List<String> names = List.of(
                WWW,
                "WWW",
                "Www",
                "ww",
                "wwww",
                "www.",
                ".www",
                "www-1",
                "www_1",
                "w.w",
                "wxw",
                "a".repeat(63),
                "a".repeat(62));
        for (String name : names) {
            versions.put(name, coordinator.write(name, Optional.empty(), "of " + name, contract.timeout()));
        }
        for (Map.Entry<String, String> written : versions.entrySet()) {
            assertThat(read(coordinator, written.getKey()))
                    .as("the record of " + written.getKey())
                    .hasValue(new SharedRecord(written.getValue(), "of " + written.getKey()));
        }
    }

    private Coordinator coordinator() throws Exception {
        return contract.coordinator(contract.store());
    }
}
