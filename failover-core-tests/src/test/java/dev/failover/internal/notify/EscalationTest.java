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

@DisplayName("An outbox with a notifier that waits 15 min for those before it")
class EscalationTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final Duration AFTER = Duration.ofMinutes(15);
    private static final List<String> ALL = List.of("phone", "mail", "boss");

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
        notifiers.put("boss", boss);
        open();
    }

    private void open() {
        outbox = new Outbox(scheduler, log, speakers(), Duration.ZERO, Outbox.DEFAULT_ATTEMPT_TIMEOUT);
        outbox.start();
        run();
    }

    private Speakers speakers() {
        return new Speakers(notifiers, Map.of("boss", AFTER));
    }

    /** As after a crash: nothing but the log is left. */
    private void restart(Duration later) {
        scheduler = new ManualScheduler(scheduler.instant().plus(later));
        open();
    }

    private void run() {
        scheduler.advance(Duration.ZERO);
    }

    private void post(String id) {
        outbox.post(
                new Notification(id, scheduler.instant(), Severity.CRITICAL, "www", "title", "text", Map.of()), ALL);
        run();
    }

    private void post(String id, boolean ends) {
        Notification notification =
                new Notification(id, scheduler.instant(), Severity.CRITICAL, "www", "title", "text", Map.of());
        outbox.post(notification.partOf("www/7", Severity.CRITICAL, ends), ALL);
        run();
    }

    private static UnavailableException unavailable() {
        return new UnavailableException("no answer");
    }

    private static List<String> said(RecordingNotifier notifier) {
        return OutboxTest.saidIds(notifier);
    }

    @Test
    @DisplayName("has it speak once nobody has taken a notification for that long, in order, and says why")
    void afterTheTime() {
        phone.failAlways(unavailable());
        mail.failAlways(unavailable());
        post("1");
        scheduler.advance(Duration.ofMinutes(5));
        post("2");
        scheduler.advance(Duration.ofMinutes(10).minusMillis(1));
        assertThat(said(boss)).isEmpty();
        scheduler.advance(Duration.ofMillis(1));
        assertThat(said(boss)).containsExactly("1");
        assertThat(boss.accepted().get(0).text()).contains("\"phone\" could not say this", "\"mail\" could not");
        scheduler.advance(Duration.ofMinutes(5));
        assertThat(said(boss)).containsExactly("1", "2");
        scheduler.advance(Duration.ofHours(2));
        assertThat(boss.attempts()).hasSize(2);
    }

    @Test
    @DisplayName("has it speak at once if all before it refused")
    void refused() {
        phone.failAlways(new RejectedException("a wrong key"));
        mail.failAlways(new RejectedException("an unknown receiver"));
        post("1");
        assertThat(said(boss)).containsExactly("1");
    }

    @Test
    @DisplayName("lets it be if one before it has spoken by then, however late")
    void inTime() {
        phone.failAlways(unavailable());
        mail.failAlways(unavailable());
        post("1");
        scheduler.advance(AFTER.minusMinutes(6));
        mail.heal();
        scheduler.advance(Duration.ofHours(1));
        assertThat(said(mail)).containsExactly("1");
        assertThat(boss.attempts()).isEmpty();
    }

    @Test
    @DisplayName("counts on over a restart, by when the notification was posted, and has it speak once")
    void restarted() {
        phone.failAlways(unavailable());
        mail.failAlways(unavailable());
        post("1");
        scheduler.advance(Duration.ofMinutes(4));
        restart(Duration.ofMinutes(10));
        scheduler.advance(Duration.ofSeconds(59));
        assertThat(boss.attempts()).isEmpty();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(said(boss)).containsExactly("1");
        restart(Duration.ofHours(1));
        restart(Duration.ofHours(1));
        assertThat(said(boss)).containsExactly("1");
    }

    @Test
    @DisplayName(
            "has it speak at once after a restart that came too late, and never waits longer because a clock was set back")
    void clocks() {
        phone.failAlways(unavailable());
        mail.failAlways(unavailable());
        post("1");
        restart(Duration.ofDays(-1));
        scheduler.advance(AFTER.minusSeconds(1));
        assertThat(boss.attempts()).isEmpty();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(said(boss)).containsExactly("1");
        post("2");
        restart(Duration.ofMinutes(20));
        assertThat(said(boss)).containsExactly("1", "2");
    }

    @Test
    @DisplayName("goes on waiting while others come and go, and speaks at once if all before it are gone")
    void reconfigured() {
        phone.failAlways(unavailable());
        mail.failAlways(unavailable());
        post("1");
        scheduler.advance(Duration.ofMinutes(14));
        notifiers.put("sms", new RecordingNotifier());
        outbox.speakBy(speakers());
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(said(boss)).containsExactly("1");
        post("2");
        notifiers.remove("phone");
        notifiers.remove("mail");
        outbox.speakBy(speakers());
        run();
        assertThat(said(boss)).containsExactly("1", "2");
    }

    @Test
    @DisplayName("tells the end of an incident through all that told of it, across a restart, and through no other")
    void resolved() {
        phone.failAlways(unavailable());
        mail.failAlways(unavailable());
        post("begin", false);
        scheduler.advance(AFTER);
        assertThat(said(boss)).containsExactly("begin");
        phone.heal();
        scheduler.advance(Duration.ofMinutes(6));
        restart(Duration.ofMinutes(1));
        post("end", true);
        assertThat(said(phone)).containsExactly("begin", "end");
        assertThat(said(boss)).containsExactly("begin", "end");
        assertThat(said(mail)).isEmpty();
        assertThat(outbox.pending()).isEmpty();
    }

    @Test
    @DisplayName("tells the end after the beginning also where the incident was over before anybody could be told")
    void overBeforeItWasTold() {
        phone.failAlways(unavailable());
        mail.failAlways(unavailable());
        post("begin", false);
        scheduler.advance(Duration.ofMinutes(10));
        post("end", true);
        scheduler.advance(Duration.ofMinutes(5));
        assertThat(said(boss)).containsExactly("begin", "end");
    }

    @Test
    @DisplayName("tells the end through the stand-in that told of the beginning, though the first speaks again")
    void standIn() {
        phone.failNext(1, new RejectedException("text: too long"));
        post("begin", false);
        assertThat(said(mail)).containsExactly("begin");
        post("end", true);
        assertThat(said(mail)).containsExactly("begin", "end");
        assertThat(said(phone)).containsExactly("end");

        post("next", false);
        post("over", true);
        assertThat(said(phone)).containsExactly("end", "next", "over");
        assertThat(mail.attempts()).hasSize(2);
    }
}
