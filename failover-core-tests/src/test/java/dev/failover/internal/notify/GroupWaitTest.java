package dev.failover.internal.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.journal.StateStore;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.notify.Notifier;
import dev.failover.testkit.ManualScheduler;
import dev.failover.testkit.RecordingNotifier;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An outbox that waits a second for the news of others")
class GroupWaitTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final int FLEET = 1000;

    private final RecordingNotifier phone = new RecordingNotifier();
    private final RecordingNotifier mail = new RecordingNotifier();
    private final RecordingNotifier boss = new RecordingNotifier();
    private final Map<String, Notifier> notifiers = new LinkedHashMap<>();
    private final StateStore.Lines log = StateStore.inMemory().notifications();
    private ManualScheduler scheduler = new ManualScheduler(START);
    private Outbox outbox;

    @BeforeEach
    void start() {
        notifiers.put("phone", phone);
        notifiers.put("mail", mail);
        open();
    }

    private void open() {
        outbox = new Outbox(scheduler, log, Speakers.of(notifiers), WAIT, Outbox.DEFAULT_ATTEMPT_TIMEOUT);
        outbox.start();
        scheduler.advance(Duration.ZERO);
    }

    private void restart() {
        scheduler = new ManualScheduler(scheduler.instant());
        open();
    }

    private void post(String service, boolean ends) {
        post(service, ends, List.of("phone", "mail"));
    }

    private void post(String service, boolean ends, List<String> notify) {
        Notification notification = new Notification(
                service + "/7/" + (ends ? "published" : "decided"),
                scheduler.instant(),
                Severity.CRITICAL,
                service,
                service + ": " + (ends ? "is at home" : "failover from prod to home"),
                "prod is DOWN",
                Map.of());
        outbox.post(notification.partOf(service + "/7", Severity.CRITICAL, ends), notify);
    }

    private void fleet(boolean ends) {
        for (int i = 0; i < FLEET; i++) {
            post("s" + i, ends);
        }
    }

    private static List<String> titles(RecordingNotifier notifier) {
        return notifier.acceptedEachTime().stream().map(Notification::title).toList();
    }

    @Test
    @DisplayName(
            "tells a failure of a thousand services in one message, and that all are well again in another, which ends it")
    void fleet() {
        fleet(false);
        scheduler.advance(WAIT.minusMillis(1));
        assertThat(phone.attempts()).isEmpty();
        scheduler.advance(Duration.ofMillis(1));
        assertThat(titles(phone)).containsExactly("1000 services: failover from prod to home");
        assertThat(outbox.pending()).isEmpty();
        assertThat(log.size()).as("entries for what was said").isLessThan(OutboxLog.COMPACT_BEYOND + 500);

        restart();
        fleet(true);
        fleet(true);
        scheduler.advance(WAIT);
        assertThat(titles(phone)).hasSize(2).element(1).isEqualTo("1000 services: is at home");
        Notification began = phone.accepted().get(0);
        Notification ended = phone.accepted().get(1);
        assertThat(ended.incident()).isEqualTo(began.incident());
        assertThat(began.endsIncident()).isFalse();
        assertThat(ended.endsIncident()).isTrue();
        fleet(false);
        fleet(true);
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(phone.attempts()).as("each id once").hasSize(2);
    }

    @Test
    @DisplayName("tells of single services one by one, after that second at most, and that one is over without waiting")
    void single() {
        post("www", false);
        scheduler.advance(WAIT);
        assertThat(titles(phone)).containsExactly("www: failover from prod to home");
        post("www", true);
        scheduler.advance(Duration.ZERO);
        assertThat(titles(phone)).containsExactly("www: failover from prod to home", "www: is at home");

        post("api", false);
        post("blog", false);
        scheduler.advance(WAIT);
        assertThat(titles(phone))
                .endsWith("api: failover from prod to home", "blog: failover from prod to home")
                .hasSize(4);
    }

    @Test
    @DisplayName("tells what trickles in during a flood in few messages, and all of the recovery in the same incident")
    void flood() {
        for (int i = 0; i < 60; i++) {
            post("s" + i, false);
            scheduler.advance(Duration.ofMillis(100));
        }
        scheduler.advance(Duration.ofSeconds(6));
        assertThat(titles(phone))
                .containsExactly("10 services: failover from prod to home", "50 services: failover from prod to home");
        for (int i = 0; i < 60; i++) {
            post("s" + i, true);
        }
        scheduler.advance(Duration.ofSeconds(6));
        assertThat(titles(phone)).hasSize(4).endsWith("10 services: is at home", "50 services: is at home");
        assertThat(phone.accepted().subList(2, 4)).allMatch(Notification::endsIncident);
    }

    @Test
    @DisplayName(
            "tells it through the next at once if the first fails, and later through the first, each in one message")
    void fails() {
        phone.failAlways(new UnavailableException("no answer"));
        fleet(false);
        scheduler.advance(WAIT);
        assertThat(titles(mail)).containsExactly("1000 services: failover from prod to home");
        assertThat(mail.accepted().get(0).text()).contains("\"phone\" could not say this: no answer");
        restart();
        phone.heal();
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(titles(phone)).containsExactly("1000 services: failover from prod to home");
        assertThat(mail.attempts()).hasSize(1);

        fleet(true);
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(phone.accepted()).hasSize(2).last().matches(Notification::endsIncident);
        assertThat(mail.accepted())
                .as("who told of it tells of the end")
                .hasSize(2)
                .last()
                .matches(Notification::endsIncident);
        assertThat(mail.accepted().get(1).incident())
                .isEqualTo(mail.accepted().get(0).incident());
    }

    @Test
    @DisplayName("passes a message that is refused on, whole")
    void refused() {
        phone.failAlways(new RejectedException("a wrong key"));
        fleet(false);
        scheduler.advance(WAIT);
        assertThat(phone.attempts()).hasSize(1);
        assertThat(titles(mail)).containsExactly("1000 services: failover from prod to home");
        assertThat(outbox.pending()).isEmpty();
    }

    @Test
    @DisplayName("loses nothing by a crash while it waits, and waits no second time")
    void crash() {
        fleet(false);
        scheduler.advance(Duration.ofMillis(500));
        scheduler = new ManualScheduler(scheduler.instant().plusSeconds(10));
        open();
        assertThat(titles(phone)).containsExactly("1000 services: failover from prod to home");
    }

    @Test
    @DisplayName("waits no longer because a clock was set back")
    void clock() {
        post("www", false);
        scheduler.jumpWallClock(Duration.ofDays(-1));
        scheduler.advance(WAIT);
        assertThat(titles(phone)).hasSize(1);
    }

    /** Of each, as its own time is up: not all were posted in one moment. */
    private void fleetThatNobodyTakes() {
        phone.failAlways(new UnavailableException("no answer"));
        mail.failAlways(new UnavailableException("no answer"));
        outbox.close();
        notifiers.put("boss", boss);
        outbox = new Outbox(
                scheduler,
                log,
                new Speakers(notifiers, Map.of("boss", Duration.ofMinutes(15))),
                WAIT,
                Outbox.DEFAULT_ATTEMPT_TIMEOUT);
        outbox.start();
        for (int i = 0; i < 20; i++) {
            post("s" + i, false, List.of("phone", "mail", "boss"));
            scheduler.advance(Duration.ofMillis(10));
        }
    }

    @Test
    @DisplayName("tells it in one message as well to a notifier that waited for those before it")
    void escalated() {
        fleetThatNobodyTakes();
        scheduler.advance(Duration.ofMinutes(15).plus(WAIT));
        assertThat(titles(boss)).containsExactly("20 services: failover from prod to home");
    }

    @Test
    @DisplayName("does so too if its time was up while the process did not run")
    void escalatedAfterARestart() {
        fleetThatNobodyTakes();
        scheduler = new ManualScheduler(scheduler.instant().plus(Duration.ofHours(1)));
        outbox = new Outbox(
                scheduler,
                log,
                new Speakers(notifiers, Map.of("boss", Duration.ofMinutes(15))),
                WAIT,
                Outbox.DEFAULT_ATTEMPT_TIMEOUT);
        outbox.start();
        scheduler.advance(WAIT);
        assertThat(titles(boss)).containsExactly("20 services: failover from prod to home");
    }
}
