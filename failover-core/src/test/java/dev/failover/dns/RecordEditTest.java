package dev.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.RecordEdit.ListedRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordEditTest {
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);

    /** Records are written {@code last byte of the address@ttl}, sets of them joined by a space; ids count from 1. */
    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            1@60       | 1     |
            1@60       | 2     | put 1=2
            1@0        | 1     | put 1=1
            1@60 2@60  | 2 1   |
            1@60 2@60  | 2 3   | put 1=3
            1@60       | 1 2   | post 2
            1@60       | 2 3   | put 1=2, post 3
            1@60 2@60  | 1     | delete 2
            1@60 2@60  | 3     | put 1=3, delete 2
            1@60 1@60  | 1     | delete 2
            1@60 1@60  | 2     | delete 2, put 1=2
            1@60 1@90  | 1 2   | delete 2, post 2
            1@90 2@60  | 1 3   | put 2=3, put 1=1
            ''            | 1 2   | post 1, post 2
            """)
    void leadsToTheDesired(String found, String desired, String edits) {
        List<ListedRecord> records = new ArrayList<>();
        for (String record : found.isEmpty() ? new String[0] : found.split(" ", -1)) {
            String[] parts = record.split("@", -1);
            records.add(new ListedRecord(
                    Integer.toString(records.size() + 1), address(parts[0]), Long.parseLong(parts[1])));
        }
        assertThat(RecordEdit.between(records, set(desired)).stream()
                        .map(RecordEditTest::write)
                        .collect(Collectors.joining(", ")))
                .isEqualTo(edits == null ? "" : edits);
    }

    @Test
    @DisplayName("after any of its edits the set is not empty, its values are on the way, and at the end as desired")
    void everyStepIsOnTheWay() {
        Random random = new Random(20260101);
        for (int round = 0; round < 2000; round++) {
            Set<String> expected = random(random, 0);
            Set<String> desired = random(random, 1);
            List<ListedRecord> records = records(expected);
            boolean there = !expected.isEmpty();
            while (true) {
                Set<String> values = records.stream().map(ListedRecord::value).collect(Collectors.toSet());
                assertThat(RecordEdit.isOnTheWay(values, expected, desired)).isTrue();
                assertThat(!values.isEmpty() || !there).isTrue();
                there = there || !values.isEmpty();
                List<RecordEdit> edits =
                        RecordEdit.between(records, new RecordSet(WWW, Duration.ofSeconds(60), desired));
                if (edits.isEmpty()) {
                    assertThat(values).isEqualTo(desired);
                    break;
                }
                make(edits.get(0), records);
            }
        }
    }

    @ParameterizedTest(name = "{0} is not on the way from {1} to {2}")
    @CsvSource({
        "3, 1, 2",
        "1 2, 1, 2",
        "1, 1 2, 3",
        "2, '', 1",
        "1 3, 1 2, 3 4",
        "'', 1, 2",
        "1 2 3, 1 2, 3",
        "1 4, 1 2, 3 4",
    })
    void strangersAreNot(String values, String expected, String desired) {
        assertThat(RecordEdit.isOnTheWay(addresses(values), addresses(expected), addresses(desired)))
                .isFalse();
    }

    private static Set<String> random(Random random, int least) {
        Set<String> values = new HashSet<>();
        int size = least + random.nextInt(4);
        while (values.size() < size) {
            values.add(address(String.valueOf(random.nextInt(6))));
        }
        return values;
    }

    private static List<ListedRecord> records(Set<String> values) {
        List<ListedRecord> records = new ArrayList<>();
        new TreeSet<>(values)
                .forEach(value -> records.add(new ListedRecord(Integer.toString(records.size() + 1), value, 0)));
        return records;
    }

    private static void make(RecordEdit edit, List<ListedRecord> records) {
        if (edit instanceof RecordEdit.Put put) {
            records.replaceAll(record ->
                    record.id().equals(put.record().id()) ? new ListedRecord(record.id(), put.value(), 60) : record);
        } else if (edit instanceof RecordEdit.Post post) {
            records.add(new ListedRecord(Integer.toString(100 + records.size()), post.value(), 60));
        } else if (edit instanceof RecordEdit.Delete delete) {
            records.removeIf(record -> record.id().equals(delete.record().id()));
        }
    }

    private static String write(RecordEdit edit) {
        if (edit instanceof RecordEdit.Put put) {
            return "put " + put.record().id() + "=" + last(put.value());
        }
        if (edit instanceof RecordEdit.Post post) {
            return "post " + last(post.value());
        }
        return "delete " + ((RecordEdit.Delete) edit).record().id();
    }

    private static String last(String address) {
        return address.substring(address.lastIndexOf('.') + 1);
    }

    private static RecordSet set(String values) {
        return new RecordSet(WWW, Duration.ofSeconds(60), addresses(values));
    }

    private static Set<String> addresses(String values) {
        return values.isEmpty()
                ? Set.of()
                : Stream.of(values.split(" ", -1)).map(RecordEditTest::address).collect(Collectors.toSet());
    }

    private static String address(String last) {
        return "192.0.2." + last;
    }
}
