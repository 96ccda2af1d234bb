package dev.failover.internal.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.internal.storage.DurableLog;
import dev.failover.internal.storage.FaultyDisk;
import dev.failover.internal.storage.StateDirectory;
import dev.failover.journal.StateStore;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierStatus;
import dev.failover.testkit.ManualScheduler;
import dev.failover.testkit.RecordingNotifier;
import dev.failover.time.Scheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final List<String> BOTH = List.of("phone", "mail");

    @TempDir
    Path directory;

    private final RecordingNotifier phone = new RecordingNotifier();
    private final RecordingNotifier mail = new RecordingNotifier();
    private final RecordingNotifier sms = new RecordingNotifier();
    private final Map<String, Notifier> notifiers = new LinkedHashMap<>();
    private ManualScheduler scheduler;
    private StateDirectory state;
    private DurableLog log;
    private Outbox outbox;

    @BeforeEach
    void start() {
        notifiers.put("phone", phone);
        notifiers.put("mail", mail);
        notifiers.put("sms", sms);
        scheduler = new ManualScheduler(START);
        state = StateDirectory.open(directory.resolve("state"));
        open();
    }

    private void open() {
        log = state.log("outbox");
        outbox = new Outbox(scheduler, log, notifiers);
        outbox.start();
    }

    /** As after a crash: nothing but the log is left. */
    private void restart() {
        scheduler = new ManualScheduler(scheduler.instant());
        log.close();
        open();
        run();
    }

    @AfterEach
    void stop() {
        state.close();
    }

    private void run() {
        scheduler.advance(Duration.ZERO);
    }

    private static Notification notification(String id) {
        return new Notification(
                id, START, Severity.CRITICAL, "www", "title of " + id, "text of " + id, Map.of("from", "prod"));
    }

    /** What it said, in order, as often as it did. */
    static List<String> saidIds(RecordingNotifier notifier) {
        return notifier.acceptedEachTime().stream().map(Notification::id).toList();
    }

    private static UnavailableException unavailable() {
        return new UnavailableException("maker.ifttt.com: its name can't be resolved");
    }

    private List<String> pending() {
        return outbox.pending().stream()
                .map(pending -> pending.id() + "@" + pending.notifier())
                .toList();
    }

    @Test
    void theFirstNotifierSpeaksAndTheOthersDoNot() {
        outbox.post(notification("1"), BOTH);
        run();
        assertThat(phone.acceptedEachTime()).containsExactly(notification("1"));
        assertThat(mail.attempts()).isEmpty();
        assertThat(outbox.pending()).isEmpty();
    }

    @Test
    @DisplayName(
            "counts for each notifier what it said, what failed, and what waits since when, also when it is replaced")
    void status() {
        phone.failAlways(unavailable());
        outbox.post(notification("1"), BOTH);
        scheduler.advance(Duration.ofMillis(500));
        assertThat(outbox.status())
                .containsExactly(
                        new NotifierStatus("phone", 1, Optional.of(START), 0, 1),
                        new NotifierStatus("mail", 0, Optional.empty(), 1, 0),
                        new NotifierStatus("sms", 0, Optional.empty(), 0, 0));

        outbox.speakBy(Speakers.of(Map.of("phone", new RecordingNotifier())));
        run();
        assertThat(outbox.status()).containsExactly(new NotifierStatus("phone", 0, Optional.empty(), 1, 1));
    }

    @Test
    @DisplayName("a notification is in the log, whole, when post returns")
    void durableAtOnce() {
        outbox.post(notification("1"), BOTH);
        assertThat(phone.attempts()).isEmpty();
        restart();
        assertThat(phone.acceptedEachTime()).containsExactly(notification("1"));
    }

    private Optional<Instant> unsaidSince() {
        return StateDirectory.read(directory.resolve("state"), "outbox").flatMap(Outbox::unsaidSince);
    }

    @Test
    @DisplayName(
            "its log tells since when something is to be said that nobody was told; what another said does not count")
    void tellsUnsaid() {
        assertThat(unsaidSince()).isEmpty();
        phone.failAlways(unavailable());
        outbox.post(notification("1"), BOTH);
        assertThat(unsaidSince()).contains(START);
        run();
        assertThat(outbox.pending()).hasSize(1);
        assertThat(unsaidSince()).isEmpty();

        mail.failAlways(unavailable());
        scheduler.advance(Duration.ofSeconds(10));
        Instant posted = scheduler.instant();
        outbox.post(notification("2"), BOTH);
        scheduler.advance(Duration.ofSeconds(10));
        outbox.post(notification("3"), BOTH);
        run();
        assertThat(unsaidSince()).contains(posted);
    }

    @Test
    void theSameIdIsPostedOnce() {
        outbox.post(notification("1"), BOTH);
        outbox.post(notification("1"), BOTH);
        run();
        outbox.post(notification("1"), BOTH);
        run();
        restart();
        int entries = log.size();
        outbox.post(notification("1"), BOTH);
        run();
        assertThat(saidIds(phone)).containsExactly("1");
        assertThat(log.size()).as("entries of the log").isEqualTo(entries);
    }

    /** In memory, which is quicker than a disk. */
    private Outbox inMemory(StateStore.Lines lines) {
        Outbox opened = new Outbox(scheduler, lines, notifiers);
        opened.start();
        run();
        return opened;
    }

    @Test
    @DisplayName("the last 5,000 settled ids are remembered, across restarts and compaction")
    void remembersIds() {
        StateStore.Lines lines = StateStore.inMemory().notifications();
        Outbox before = inMemory(lines);
        for (int i = 0; i < 5500; i++) {
            before.post(notification("n" + i), BOTH);
            run();
        }
        assertThat(lines.size()).isLessThan(1500);
        Outbox after = inMemory(lines);
        for (int i = 500; i < 5500; i++) {
            after.post(notification("n" + i), BOTH);
            run();
        }
        assertThat(phone.acceptedEachTime()).hasSize(5500);
        after.post(notification("n499"), BOTH);
        run();
        assertThat(phone.acceptedEachTime()).as("forgotten by now").hasSize(5501);
    }

    @Test
    @DisplayName(
            "when the first fails, the second speaks at once and says who failed and why; the first goes on trying")
    void escalates() {
        phone.failAlways(unavailable());
        outbox.post(notification("1"), BOTH);
        run();
        assertThat(mail.acceptedEachTime()).singleElement().satisfies(said -> {
            assertThat(said.id()).isEqualTo("1");
            assertThat(said.title()).isEqualTo("title of 1");
            assertThat(said.facts()).containsEntry("from", "prod");
            assertThat(said.text())
                    .startsWith("text of 1\n\n")
                    .contains("\"phone\" could not say this: maker.ifttt.com: its name can't be resolved");
        });
        assertThat(outbox.pending())
                .extracting(
                        PendingNotification::id,
                        PendingNotification::notifier,
                        PendingNotification::attempts,
                        PendingNotification::lastError)
                .containsExactly(tuple("1", "phone", 1, "maker.ifttt.com: its name can't be resolved"));
        assertThat(sms.attempts()).isEmpty();

        phone.heal();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(phone.acceptedEachTime()).containsExactly(notification("1"));
        assertThat(outbox.pending()).isEmpty();
        assertThat(mail.acceptedEachTime()).hasSize(1);
    }

    @Test
    @DisplayName("pauses double from 1 s to 5 min, and begin anew after a success")
    void backoff() {
        List<Duration> at = new ArrayList<>();
        phone.failAlways(notification -> {
            at.add(Duration.between(START, scheduler.instant()));
            return unavailable();
        });
        outbox.post(notification("1"), List.of("phone"));
        scheduler.advance(Duration.ofSeconds(1200));
        assertThat(at.stream().map(Duration::toSeconds))
                .containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 63L, 127L, 255L, 511L, 811L, 1111L);
        phone.heal();
        scheduler.advance(Duration.ofMinutes(5));
        assertThat(phone.acceptedEachTime()).hasSize(1);

        at.clear();
        Duration since = Duration.between(START, scheduler.instant());
        phone.failAlways(notification -> {
            at.add(Duration.between(START, scheduler.instant()).minus(since));
            return unavailable();
        });
        outbox.post(notification("2"), List.of("phone"));
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(at.stream().map(Duration::toSeconds)).containsExactly(0L, 1L);
    }

    @Test
    @DisplayName("a service that asks to be left alone is left alone, for an hour at most")
    void retryAfter() {
        phone.failAlways(new UnavailableException("429", null, Duration.ofSeconds(90)));
        outbox.post(notification("1"), BOTH);
        scheduler.advance(Duration.ofSeconds(89));
        assertThat(phone.attempts()).hasSize(1);
        phone.failAlways(new UnavailableException("429", null, Duration.ofDays(30)));
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(phone.attempts()).hasSize(2);
        scheduler.advance(Duration.ofMinutes(59));
        assertThat(phone.attempts()).hasSize(2);
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(phone.attempts()).hasSize(3);
    }

    @Test
    void aNotifierThatRefusedIsNotAskedAgainForThatNotification() {
        phone.failAlways(notification ->
                notification.id().equals("1") ? new RejectedException("key: was refused by maker.ifttt.com") : null);
        outbox.post(notification("1"), BOTH);
        outbox.post(notification("2"), BOTH);
        run();
        assertThat(mail.acceptedEachTime())
                .singleElement()
                .satisfies(said -> assertThat(said.text()).contains("\"phone\" could not say this: key: was refused"));
        assertThat(saidIds(phone)).containsExactly("2");
        assertThat(outbox.pending()).isEmpty();
        scheduler.advance(Duration.ofDays(2));
        restart();
        assertThat(phone.attempts()).hasSize(2);
    }

    @Test
    void theThirdSpeaksIfTheFirstTwoFailAndNamesBoth() {
        phone.failAlways(unavailable());
        mail.failAlways(new RejectedException("receiver: unknown"));
        outbox.post(notification("1"), List.of("phone", "mail", "sms"));
        run();
        assertThat(sms.acceptedEachTime())
                .singleElement()
                .satisfies(said -> assertThat(said.text())
                        .contains("\"phone\" could not say this")
                        .contains("\"mail\" could not say this: receiver: unknown"));
        assertThat(pending()).containsExactly("1@phone");
    }

    @Test
    @DisplayName("while a notifier is failing, what is posted for it passes at once to the next as well, in order")
    void newOnesPassAFailingNotifier() {
        phone.failAlways(unavailable());
        outbox.post(notification("1"), BOTH);
        scheduler.advance(Duration.ofMinutes(10));
        int attempts = phone.attempts().size();
        outbox.post(notification("2"), BOTH);
        outbox.post(notification("3"), BOTH);
        run();
        assertThat(saidIds(mail)).containsExactly("1", "2", "3");
        assertThat(phone.attempts()).as("no attempt out of turn").hasSize(attempts);
        phone.heal();
        scheduler.advance(Duration.ofMinutes(5));
        assertThat(saidIds(phone)).containsExactly("1", "2", "3");
        assertThat(mail.acceptedEachTime()).hasSize(3);
    }

    @Test
    void aSubstituteThatHasNotSpokenYetIsSparedOnceTheFirstHas() {
        phone.failAlways(unavailable());
        mail.failAlways(unavailable());
        outbox.post(notification("1"), BOTH);
        run();
        assertThat(pending()).containsExactly("1@phone", "1@mail");
        phone.heal();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(saidIds(phone)).containsExactly("1");
        mail.heal();
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(mail.acceptedEachTime()).isEmpty();
        assertThat(pending()).isEmpty();
    }

    @Test
    @DisplayName("after a restart what was pending goes on where it was: the substitute does not speak twice")
    void restartWhileFailing() {
        phone.failAlways(unavailable());
        outbox.post(notification("1"), BOTH);
        run();
        restart();
        assertThat(mail.acceptedEachTime()).hasSize(1);
        assertThat(pending()).containsExactly("1@phone");
        assertThat(outbox.pending().get(0).lastError()).contains("resolved");
        phone.heal();
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(saidIds(phone)).containsExactly("1");
        restart();
        assertThat(phone.acceptedEachTime()).hasSize(1);
        assertThat(pending()).isEmpty();
    }

    @Test
    @DisplayName("a crash between delivery and its entry in the log: said again, never lost")
    void crashBeforeTheAcknowledgement() {
        outbox.post(notification("1"), BOTH);
        while (phone.acceptedEachTime().isEmpty()) {
            scheduler.step();
        }
        restart();
        assertThat(saidIds(phone)).containsExactly("1", "1");
        restart();
        assertThat(phone.acceptedEachTime()).hasSize(2);
    }

    @Test
    @DisplayName("after 24 h a failing notifier is given up on if another has spoken, and that one says so")
    void givesUp() {
        phone.failAlways(unavailable());
        outbox.post(notification("1"), BOTH);
        scheduler.advance(Duration.ofHours(24));
        assertThat(pending()).containsExactly("1@phone");
        scheduler.advance(Duration.ofMinutes(6));
        assertThat(saidIds(mail)).containsExactly("1", "outbox/gave-up/phone/2026-11-22T00:00:00Z");
        assertThat(mail.acceptedEachTime().get(1).text()).contains("title of 1").contains("its name can't be resolved");
        assertThat(pending()).isEmpty();
        restart();
        scheduler.advance(Duration.ofDays(2));
        assertThat(mail.acceptedEachTime()).hasSize(2);
    }

    @Test
    @DisplayName("what nobody has said is never given up, however old, however often all refuse")
    void neverGivesUpWhatNobodySaid() {
        phone.failAlways(unavailable());
        mail.failAlways(new RejectedException("password: was refused"));
        outbox.post(notification("1"), BOTH);
        phone.failAlways(new RejectedException("key: was refused"));
        outbox.post(notification("2"), BOTH);
        scheduler.advance(Duration.ofDays(3));
        assertThat(outbox.pending()).extracting(PendingNotification::id).contains("1", "2");
        int attempts = phone.attempts().size();
        scheduler.advance(Duration.ofMinutes(5));
        assertThat(phone.attempts()).hasSizeBetween(attempts + 2, attempts + 4);
        mail.heal();
        scheduler.advance(Duration.ofMinutes(5));
        assertThat(saidIds(mail)).containsExactly("1", "2");
        assertThat(pending()).isEmpty();
    }

    @Test
    void neverGivesUpWhatNobodyCouldSay() {
        phone.failAlways(unavailable());
        mail.failAlways(unavailable());
        outbox.post(notification("1"), BOTH);
        scheduler.advance(Duration.ofDays(3));
        assertThat(pending()).containsExactly("1@phone", "1@mail");
        assertThat(DurableLog.read(state.path().resolve("outbox.log"))).noneMatch(entry -> entry.contains("refused"));
        mail.heal();
        scheduler.advance(Duration.ofMinutes(10));
        assertThat(saidIds(mail)).contains("1");
    }

    @Test
    @DisplayName("a notifier that fails again does not call the third while the second is still speaking")
    void oneFailureCallsOneSubstitute() {
        mail.failAlways(notification -> {
            scheduler.spend(Duration.ofSeconds(5));
            return null;
        });
        phone.failAlways(unavailable());
        outbox.post(notification("1"), List.of("phone", "mail", "sms"));
        scheduler.advance(Duration.ofSeconds(4));
        assertThat(phone.attempts()).hasSize(3);
        assertThat(sms.attempts()).isEmpty();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(mail.acceptedEachTime()).hasSize(1);
        assertThat(sms.attempts()).isEmpty();
    }

    @Test
    @DisplayName("what all refused is tried again after a restart: the settings may be right now")
    void restartAfterRefusal() {
        phone.failAlways(new RejectedException("key: was refused"));
        outbox.post(notification("1"), List.of("phone"));
        run();
        assertThat(pending()).containsExactly("1@phone");
        phone.heal();
        restart();
        assertThat(saidIds(phone)).containsExactly("1");
    }

    @Test
    void aBugInANotifierIsAFailureLikeOthersAndNotShownToUsers() {
        phone.failAlways(notification -> new IllegalStateException("secret detail"));
        outbox.post(notification("1"), BOTH);
        run();
        assertThat(mail.acceptedEachTime().get(0).text())
                .contains("IllegalStateException")
                .doesNotContain("secret detail");
        phone.heal();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(phone.acceptedEachTime()).hasSize(1);
    }

    @Test
    @DisplayName(
            "a notifier that is configured no more is left out; if none is left, all that there are take its place")
    void removedNotifier() {
        phone.failAlways(unavailable());
        mail.failAlways(unavailable());
        outbox.post(notification("1"), List.of("phone"));
        outbox.post(notification("2"), BOTH);
        run();
        notifiers.remove("phone");
        mail.heal();
        restart();
        assertThat(saidIds(mail)).containsExactly("1", "2");
        assertThat(pending()).isEmpty();
    }

    @Test
    void withoutAnyNotifierLeftWhatIsPendingIsDropped() {
        phone.failAlways(unavailable());
        outbox.post(notification("1"), BOTH);
        notifiers.clear();
        restart();
        assertThat(pending()).isEmpty();
    }

    @Test
    void aNotificationForNobodyIsTakenNoteOf() {
        outbox.post(notification("1"), List.of());
        run();
        outbox.post(notification("1"), BOTH);
        run();
        assertThat(phone.attempts()).isEmpty();
    }

    @Test
    void unusableNotificationsAreRefused() {
        assertThatThrownBy(() -> outbox.post(notification("1"), List.of("fax")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"fax\"")
                .hasMessageContaining("phone");
        assertThatThrownBy(() -> outbox.post(notification(""), BOTH)).isInstanceOf(IllegalArgumentException.class);
        assertThat(pending()).isEmpty();
    }

    /** The text of an alarm is often made of what others said. */
    @Test
    void whatIsTooLongOrNotToBeShownIsCutAndTold() {
        String endless = "\u001b[31m\u202e" + "\uD83D\uDE00".repeat(100_000);
        outbox.post(
                new Notification(
                        endless,
                        START,
                        Severity.INFO,
                        "www",
                        endless,
                        "first\nsecond " + endless,
                        Map.of("fact", endless)),
                List.of("phone"));
        outbox.post(notification(endless + "!"), List.of("phone"));
        outbox.post(notification(endless), List.of("phone"));
        run();

        assertThat(phone.acceptedEachTime())
                .as("ids that differ far behind still differ")
                .hasSize(2);
        Notification said = phone.acceptedEachTime().get(0);
        assertThat(said.title())
                .startsWith("\uD83D\uDE00")
                .endsWith("\uD83D\uDE00…")
                .hasSizeLessThan(2_000);
        assertThat(said.text()).startsWith("first\nsecond").hasSizeLessThan(10_000);
        assertThat(said.facts().get("fact")).hasSizeLessThan(3_000);
        assertThat(said.toString()).doesNotContain("\u001b", "\u202e");
    }

    @Test
    @DisplayName("if the disk takes nothing, post says so and the notification is said all the same")
    void withoutADisk() {
        log.close();
        assertThatThrownBy(() -> outbox.post(notification("1"), BOTH)).isInstanceOf(IllegalStateException.class);
        assertThat(pending()).containsExactly("1@phone");
    }

    /** The disk is full for a moment, and the loop posts what it could not post before. */
    @Test
    @DisplayName("what could not be written down is, once it is posted again")
    void durableAtLast() throws Exception {
        Path imitated = Files.createDirectories(directory.resolve("imitated"));
        FaultyDisk disk = new FaultyDisk(imitated);
        state.close();
        state = StateDirectory.imitated(imitated, disk);
        open();
        phone.failAlways(unavailable());
        disk.failSyncs(100);
        assertThatThrownBy(() -> outbox.post(notification("1"), List.of("phone")))
                .isInstanceOf(UnavailableException.class);
        disk.failSyncs(0);
        outbox.post(notification("1"), List.of("phone"));
        phone.heal();
        restart();

        assertThat(saidIds(phone)).containsExactly("1");
    }

    @ParameterizedTest(name = "failing when it was posted: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("what was said while the disk failed is written down once it does not: no later restart says it again")
    void saidWhileDiskFails(boolean posted) throws Exception {
        Path imitated = Files.createDirectories(directory.resolve("imitated"));
        FaultyDisk disk = new FaultyDisk(imitated);
        state.close();
        state = StateDirectory.imitated(imitated, disk);
        open();
        if (posted) {
            disk.failSyncs(100);
            assertThatThrownBy(() -> outbox.post(notification("1"), List.of("phone")))
                    .isInstanceOf(UnavailableException.class);
            disk.failSyncs(0);
            run();
        } else {
            outbox.post(notification("1"), List.of("phone"));
            disk.failSyncs(100);
            run();
            scheduler.advance(Duration.ofMinutes(2));
            disk.failSyncs(0);
        }
        assertThat(saidIds(phone)).containsExactly("1");
        scheduler.advance(Duration.ofSeconds(30));

        restart();
        outbox.post(notification("1"), List.of("phone"));
        run();
        assertThat(saidIds(phone)).containsExactly("1");
    }

    /** S17: a thread may be as quick as that. */
    @Test
    @DisplayName("nothing is said before it is in the log")
    void writtenBeforeSaid() {
        run();
        scheduler.runWorkAtOnce();
        phone.failAlways(notification -> {
            assertThat(StateDirectory.read(directory.resolve("state"), "outbox").orElse(List.of()))
                    .anyMatch(entry -> entry.contains(notification.text()));
            return null;
        });
        outbox.post(notification("1"), BOTH);
        run();

        assertThat(saidIds(phone)).containsExactly("1");
    }

    @Test
    @DisplayName("at most 5,000 are pending: the oldest is dropped, and logged as an error")
    void limit() {
        StateStore.Lines lines = StateStore.inMemory().notifications();
        phone.failAlways(unavailable());
        Outbox full = inMemory(lines);
        for (int i = 0; i < 5010; i++) {
            full.post(notification("n" + i), List.of("phone"));
        }
        assertThat(full.pending()).hasSize(5000);
        assertThat(full.pending().get(0).id()).isEqualTo("n10");
        assertThat(inMemory(lines).pending()).hasSize(5000);
    }

    @Test
    @DisplayName("the log stays bounded while one notifier fails for a day of posts")
    void boundedLog() {
        phone.failAlways(unavailable());
        int longest = 0;
        for (int i = 0; i < 1200; i++) {
            outbox.post(notification("n" + i), BOTH);
            scheduler.advance(Duration.ofMinutes(6));
            longest = Math.max(longest, log.size());
        }
        assertThat(longest).isLessThan(OutboxLog.COMPACT_BEYOND + 500);
        assertThat(saidIds(mail)).filteredOn(id -> id.startsWith("n")).hasSize(1200);
        assertThat(saidIds(mail))
                .filteredOn(id -> !id.startsWith("n"))
                .as("a day's reminder each")
                .hasSizeBetween(3, 5);
    }

    @Test
    void aStatusCommandSeesWhatIsPendingInTheLog() {
        phone.failAlways(unavailable());
        outbox.post(notification("1"), BOTH);
        run();
        List<String> entries =
                StateDirectory.read(directory.resolve("state"), "outbox").orElseThrow();
        assertThat(Outbox.pending(entries))
                .containsExactly(new PendingNotification(
                        "1", "title of 1", START, "phone", 0, "maker.ifttt.com: its name can't be resolved"));
    }

    @Test
    @DisplayName("a posting that is in the log twice, as after a disk that failed for a while, is one")
    void postedTwiceInTheLog() {
        String posted = OutboxFormat.write(new OutboxEntry.Posted(notification("1"), BOTH, START, Map.of()));
        String failed = OutboxFormat.write(new OutboxEntry.Failed(List.of("1"), "phone", "why"));
        assertThat(Outbox.pending(List.of(posted, failed, posted)))
                .extracting(PendingNotification::notifier, PendingNotification::lastError)
                .containsExactly(tuple("phone", "why"), tuple("mail", ""));
    }

    @Test
    void aLogThatIsNotUnderstoodIsRefused() {
        log.append("{\"type\":\"posted\"}");
        log.close();
        log = state.log("outbox");
        assertThatThrownBy(() -> new Outbox(scheduler, log, notifiers)).isInstanceOf(RejectedException.class);
    }

    @Test
    void aClosedOutboxDoesNothing() {
        phone.failAlways(unavailable());
        outbox.post(notification("1"), List.of("phone"));
        run();
        outbox.close();
        outbox.close();
        scheduler.advance(Duration.ofHours(1));
        assertThat(phone.attempts()).hasSize(1);
        phone.heal();
        assertThatThrownBy(() -> outbox.post(notification("2"), BOTH)).isInstanceOf(IllegalStateException.class);
        restart();
        assertThat(saidIds(phone)).containsExactly("1");
    }

    @Test
    @DisplayName("a notifier that hangs and heeds no interruption keeps nobody waiting beyond the timeout")
    void hangingNotifier() throws Exception {
        CountDownLatch forever = new CountDownLatch(1);
        CountDownLatch spoken = new CountDownLatch(1);
        Notifier deaf = (notification, timeout) -> {
            while (forever.getCount() > 0) {
                try {
                    forever.await();
                } catch (InterruptedException e) {
                    continue;
                }
            }
        };
        Notifier quick = (notification, timeout) -> spoken.countDown();
        Map<String, Notifier> both = new LinkedHashMap<>();
        both.put("phone", deaf);
        both.put("mail", quick);
        DurableLog other = state.log("other");
        try (Scheduler system = Scheduler.system()) {
            Outbox real = new Outbox(system, other, Speakers.of(both), Duration.ZERO, Duration.ofMillis(100));
            system.schedule(Duration.ZERO, () -> real.post(notification("1"), BOTH));
            assertThat(spoken.await(20, TimeUnit.SECONDS)).isTrue();
            forever.countDown();
            real.close();
        }
    }
}
