package dev.failover.internal.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurableLogTest {
    private static final List<String> THREE = List.of("{\"a\":1}", "", "zürich ☃ \r\t\"quoted\" 😀");

    @TempDir
    Path directory;

    private FaultyDisk disk;
    private Path file;
    private final List<DurableLog> opened = new ArrayList<>();

    @BeforeEach
    void name() {
        disk = new FaultyDisk(directory);
        file = directory.resolve("journal.log");
    }

    @AfterEach
    void close() {
        opened.forEach(DurableLog::close);
    }

    private boolean held = true;

    private DurableLog open() {
        return open(new Reserve(disk, directory.resolve("reserve")));
    }

    private DurableLog open(Reserve reserve) {
        DurableLog log = DurableLog.open(disk, file, reserve, () -> held);
        opened.add(log);
        return log;
    }

    private byte[] written(List<String> entries) throws IOException {
        try (DurableLog log = open()) {
            entries.forEach(log::append);
        }
        return Files.readAllBytes(file);
    }

    @Test
    void whatWasAppendedIsThereWhenOpenedAgain() throws IOException {
        written(THREE);
        try (DurableLog log = open()) {
            assertThat(log.entries()).isEqualTo(THREE);
            assertThat(log.recovered()).isFalse();
            assertThat(log.size()).isEqualTo(3);
            log.append("four");
            assertThat(log.size()).isEqualTo(4);
            assertThat(log.entries()).as("as found at open").hasSize(3);
        }
        assertThat(DurableLog.read(file)).hasSize(4).endsWith("four");
    }

    @Test
    @DisplayName("the format on disk is the one documented: a header, then CRC-32C, length and text of each entry")
    void format() throws IOException {
        // E3069283 is the check value of CRC-32C for "123456789".
        assertThat(new String(written(List.of("123456789")), StandardCharsets.UTF_8))
                .isEqualTo("failover-log 1\ne3069283 9 123456789\n");
    }

    @Test
    @DisplayName("an entry is synced when append returns, and so is the directory when the file is new or was replaced")
    void syncedBeforeReturning() {
        DurableLog log = open();
        assertThat(disk.unsynced).isEmpty();
        log.append("one");
        assertThat(disk.unsynced).isEmpty();
        log.rewrite(List.of("two"));
        assertThat(disk.unsynced).isEmpty();
    }

    @Test
    @DisplayName("cut at any byte, the file opens to its complete entries, and can be appended to")
    void cutAtEveryByte() throws IOException {
        byte[] whole = written(THREE);
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(DurableLog.read(file)).as("read, cut at %d", length).isEqualTo(complete(whole, length));
            assertThat(Files.size(file)).as("reading changes nothing").isEqualTo(length);
            try (DurableLog log = open()) {
                assertThat(log.entries()).as("cut at %d", length).isEqualTo(complete(whole, length));
                assertThat(log.recovered()).as("cut at %d", length).isEqualTo(length > 0 && whole[length - 1] != '\n');
                log.append("next");
            }
            List<String> expected = new ArrayList<>(complete(whole, length));
            expected.add("next");
            assertThat(DurableLog.read(file))
                    .as("appended after the cut at %d", length)
                    .isEqualTo(expected);
        }
    }

    /** How many whole lines are in a prefix of the file, by counting newlines. */
    private static List<String> complete(byte[] whole, int length) {
        int lines = 0;
        for (int i = 0; i < length; i++) {
            lines += whole[i] == '\n' ? 1 : 0;
        }
        return THREE.subList(0, Math.max(0, lines - 1));
    }

    @Test
    @DisplayName("a last line of which only some blocks reached the disk is cut off too")
    void tornInTheMiddle() throws IOException {
        byte[] whole = written(List.of("one", "x".repeat(2_000)));
        Arrays.fill(whole, 1_024, 1_536, (byte) 0);
        Files.write(file, whole);
        DurableLog log = open();
        assertThat(log.entries()).containsExactly("one");
        assertThat(log.recovered()).isTrue();
    }

    @ParameterizedTest(name = "from {0} to {1}")
    @DisplayName("zeros that no block of a disk can have left behind are damage")
    @CsvSource({"1100, 1101", "1024, 1535", "1025, 1536"})
    void zerosWithinABlock(int from, int to) throws IOException {
        byte[] whole = written(List.of("one", "x".repeat(2_000)));
        Arrays.fill(whole, from, to, (byte) 0);
        Files.write(file, whole);
        assertThatThrownBy(this::open).isInstanceOf(RejectedException.class).hasMessageContaining("line 3 is damaged");
    }

    @Test
    @DisplayName("zeros to the end take away the entry that was being written, and none that was complete")
    void zerosToTheEnd() throws IOException {
        byte[] whole = written(THREE);
        int second = LogFormat.file(THREE.subList(0, 1)).length;
        int third = LogFormat.file(THREE.subList(0, 2)).length;
        for (int from = second + 20; from < whole.length - 1; from++) {
            byte[] zeroed = whole.clone();
            Arrays.fill(zeroed, from, whole.length, (byte) 0);
            Files.write(file, zeroed);
            if (from < third) {
                assertThatThrownBy(this::open).as("from %d", from).isInstanceOf(RejectedException.class);
            } else {
                assertThat(DurableLog.read(file)).as("from %d", from).isEqualTo(THREE.subList(0, 2));
            }
        }
    }

    @Test
    @DisplayName("a file that is removed, renamed or replaced while it is in use takes no more entries")
    void removedWhileInUse() throws IOException {
        DurableLog log = open();
        log.append("one");
        Path away = directory.resolve("away");
        Files.move(file, away);
        assertThatThrownBy(() -> log.append("two"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("was removed, renamed or replaced");
        Files.writeString(file, "failover-log 1\n");
        assertThatThrownBy(() -> log.append("two")).isInstanceOf(UnavailableException.class);
        Files.move(away, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        log.append("two");
        log.rewrite(List.of("three"));
        log.append("four");
        assertThat(DurableLog.read(file)).containsExactly("three", "four");
    }

    @Test
    @DisplayName("nor does any once somebody took the directory's lock away")
    void lockTakenAway() {
        DurableLog log = open();
        held = false;
        assertThatThrownBy(() -> log.append("one"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("another process may be at work");
    }

    @Test
    @DisplayName("with any one bit flipped, the log is refused unchanged: a line with its newline was complete")
    void everyBitFlipped() throws IOException {
        byte[] whole = written(THREE);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            assertThatThrownBy(this::open)
                    .as("bit %d of byte %d", bit % 8, bit / 8)
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("nothing was changed");
            assertThat(Files.readAllBytes(file)).isEqualTo(flipped);
        }
    }

    @Test
    void damageIsReportedByItsLine() throws IOException {
        String text = new String(written(List.of("one", "two", "three")), StandardCharsets.UTF_8);
        Files.writeString(file, text.replace("two", "owt"));
        assertThatThrownBy(this::open).isInstanceOf(RejectedException.class).hasMessageContaining("line 3 is damaged");
        assertThatThrownBy(() -> DurableLog.read(file)).isInstanceOf(RejectedException.class);
    }

    @Test
    void aLineTooShortToBeOneIsDamageToo() throws IOException {
        Files.writeString(file, "failover-log 1\nx\ny z w\n");
        assertThatThrownBy(this::open).isInstanceOf(RejectedException.class).hasMessageContaining("line 2 is damaged");
    }

    @Test
    void aNewerFormatIsRefusedUnchanged() throws IOException {
        Files.writeString(file, "failover-log 2\nwhatever\n");
        assertThatThrownBy(this::open)
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("format 2")
                .hasMessageContaining("newer");
        assertThat(file).hasContent("failover-log 2\nwhatever\n");
    }

    @Test
    void someOtherFileIsRefusedUnchanged() throws IOException {
        Files.writeString(file, "something else");
        assertThatThrownBy(this::open).isInstanceOf(RejectedException.class).hasMessageContaining("line 1");
        assertThat(file).hasContent("something else");
    }

    @Test
    void aFileThatIsADirectoryIsRefused() throws IOException {
        Files.createDirectory(file);
        assertThatThrownBy(this::open).isInstanceOf(RejectedException.class).hasMessageContaining(file.toString());
    }

    @Test
    void entriesAreOneLineAndLimited() {
        DurableLog log = open();
        assertThatThrownBy(() -> log.append("a\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.append("x".repeat(LogFormat.MAX_ENTRY_BYTES + 1)))
                .isInstanceOf(IllegalArgumentException.class);
        log.append("x".repeat(LogFormat.MAX_ENTRY_BYTES));
        log.append("after");
        assertThat(DurableLog.read(file)).hasSize(2);
    }

    @Test
    void shortWritesAreCompleted() throws IOException {
        disk.mouthful = 1;
        written(THREE);
        assertThat(DurableLog.read(file)).isEqualTo(THREE);
    }

    @Test
    @DisplayName(
            "full at any byte of an entry: refused, no trace of it left, and the next one succeeds once there is space")
    void fullAtEveryByte() throws IOException {
        DurableLog log = open();
        log.append("one");
        long before = Files.size(file);
        int needed = LogFormat.line("two").length;
        for (int room = 0; room < needed; room++) {
            disk.capacity = before + room;
            assertThatThrownBy(() -> log.append("two"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("No space left on device");
            assertThat(Files.size(file)).isEqualTo(before);
        }
        disk.capacity = before + needed;
        log.append("two");
        assertThat(DurableLog.read(file)).containsExactly("one", "two");
        assertThat(log.size()).isEqualTo(2);
    }

    @Test
    @DisplayName("a full disk is given the reserve, and takes the entry; the next failure is reported")
    void reserveIsGivenUpOnce() throws IOException {
        Reserve reserve = new Reserve(disk, directory.resolve("reserve"));
        reserve.take();
        assertThat(directory.resolve("reserve")).hasSize(Reserve.BYTES);
        DurableLog log = open(reserve);
        disk.capacity = Files.size(file) + Reserve.BYTES;
        log.append("the one intent that matters");
        assertThat(directory.resolve("reserve")).doesNotExist();
        disk.capacity = Files.size(file);
        assertThatThrownBy(() -> log.append("one too many")).isInstanceOf(UnavailableException.class);
        assertThat(DurableLog.read(file)).containsExactly("the one intent that matters");
    }

    @Test
    @DisplayName("after a failed sync the entry is taken back, and none is added until that has succeeded")
    void failedSync() throws IOException {
        DurableLog log = open();
        log.append("one");
        disk.failingSyncs = 1;
        assertThatThrownBy(() -> log.append("two")).isInstanceOf(UnavailableException.class);
        assertThat(DurableLog.read(file)).containsExactly("one");

        disk.failingSyncs = 1;
        disk.failingTruncates = 2;
        assertThatThrownBy(() -> log.append("three")).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> log.append("four")).isInstanceOf(UnavailableException.class);
        log.append("five");
        assertThat(DurableLog.read(file)).containsExactly("one", "five");
    }

    @Test
    void rewritingReplacesAllEntriesAndGoesOn() {
        DurableLog log = open();
        THREE.forEach(log::append);
        log.rewrite(List.of("only"));
        assertThat(log.size()).isEqualTo(1);
        log.append("more");
        assertThat(DurableLog.read(file)).containsExactly("only", "more");
        assertThat(directory.resolve("journal.log.new")).doesNotExist();
    }

    @Test
    @DisplayName(
            "a rewrite that fails, at any step, leaves a log with the old or the new entries, to which can be appended")
    void failedRewrite() throws IOException {
        DurableLog log = open();
        log.append("one");
        log.append("two");

        disk.capacity = Files.size(file) + 20;
        assertThatThrownBy(() -> log.rewrite(List.of("a".repeat(40)))).isInstanceOf(UnavailableException.class);
        disk.capacity = Long.MAX_VALUE;
        disk.failingSyncs = 1;
        assertThatThrownBy(() -> log.rewrite(List.of("a"))).isInstanceOf(UnavailableException.class);
        disk.failingReplaces = 1;
        assertThatThrownBy(() -> log.rewrite(List.of("a"))).isInstanceOf(UnavailableException.class);
        assertThat(directory.resolve("journal.log.new")).doesNotExist();
        log.append("three");
        assertThat(DurableLog.read(file)).containsExactly("one", "two", "three");

        disk.failingDirectorySyncs = 2;
        assertThatThrownBy(() -> log.rewrite(List.of("a"))).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> log.append("unconfirmed name")).isInstanceOf(UnavailableException.class);
        log.append("b");
        assertThat(DurableLog.read(file)).containsExactly("a", "b");
        assertThat(disk.unsynced).isEmpty();
    }

    @Test
    void aCrashDuringARewriteLeavesTheOldEntries() throws IOException {
        written(THREE);
        Files.writeString(directory.resolve("journal.log.new"), "failover-log 1\nabc");
        assertThat(open().entries()).isEqualTo(THREE);
        assertThat(directory.resolve("journal.log.new")).doesNotExist();
    }

    @Test
    @DisplayName("an interrupted thread appends like any other, and stays interrupted")
    void interrupted() throws IOException {
        Thread.currentThread().interrupt();
        try {
            written(THREE);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(DurableLog.read(file)).isEqualTo(THREE);
    }

    @Test
    void aClosedLogRefuses() {
        DurableLog log = open();
        log.close();
        log.close();
        assertThatThrownBy(() -> log.append("late")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> log.rewrite(List.of())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readingAFileThatIsNotThereFindsNothing() {
        assertThat(DurableLog.read(file)).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    @DisplayName("random appends, rewrites, faults and crashes: an acknowledged entry is there, a refused one isn't")
    void randomHistories() throws IOException {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            Files.deleteIfExists(file);
            List<String> expected = new ArrayList<>();
            DurableLog log = open();
            for (int step = 0; step < 40; step++) {
                String entry = seed + "/" + step + "x".repeat(random.nextInt(50));
                disk.mouthful = 1 + random.nextInt(20);
                disk.capacity = random.nextInt(4) == 0 ? Files.size(file) + random.nextInt(60) : Long.MAX_VALUE;
                switch (random.nextInt(6)) {
                    case 0 -> {
                        log.close();
                        disk.capacity = Long.MAX_VALUE;
                        byte[] torn = LogFormat.line(entry);
                        byte[] whole = Files.readAllBytes(file);
                        int kept = random.nextInt(torn.length);
                        byte[] crashed = Arrays.copyOf(whole, whole.length + kept);
                        System.arraycopy(torn, 0, crashed, whole.length, kept);
                        Files.write(file, crashed);
                        log = open();
                        assertThat(log.entries())
                                .as("seed %d step %d", seed, step)
                                .isEqualTo(expected);
                    }
                    case 1 -> {
                        List<String> fewer = expected.subList(expected.size() / 2, expected.size());
                        try {
                            log.rewrite(fewer);
                            expected = new ArrayList<>(fewer);
                        } catch (UnavailableException e) {
                            assertThat(e).hasMessageContaining("No space left");
                        }
                    }
                    default -> {
                        try {
                            log.append(entry);
                            expected.add(entry);
                        } catch (UnavailableException e) {
                            assertThat(e).hasMessageContaining("No space left");
                        }
                    }
                }
                assertThat(DurableLog.read(file))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(expected);
            }
            log.close();
            disk.capacity = Long.MAX_VALUE;
        }
    }
}
