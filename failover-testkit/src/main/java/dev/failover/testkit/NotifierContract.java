package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.notify.Notifier;
import dev.failover.testkit.BackgroundCall.Ended;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link Notifier} must keep, sentence by sentence of its Javadoc. Extend it and say how a channel is opened
 * that can be looked into: usually a server which imitates the service.
 *
 * <p>What a channel can't offer is left out; the tests that need it are then skipped with a message that begins with
 * {@code NOT TESTED}. Each test opens a channel of its own and closes it at the end.
 */
@ExtendWith(ToldSkips.class)
public abstract class NotifierContract {
    /** What a loaded machine may add to a deadline. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private static final Duration LONG = Duration.ofSeconds(60);

    /** Something that goes wrong at the channel's other end, until {@link Channel#heal}. */
    public enum Fault {
        /** The service answers that it can't now: HTTP 503, say. */
        FAIL,
        /** The service does not answer; connections stay open. */
        HANG,
        /** Nothing listens where the service should be. */
        VANISH,
        /** The service refuses every message as one too many, and says how long to wait where it can: {@link Channel#patience}. */
        THROTTLE,
        /** The service refuses the key, the receiver, or whatever says who is asking. */
        REFUSE
    }

    /** The other end of a notifier. */
    public interface Channel extends AutoCloseable {
        /** A new notifier to this channel, rightly configured; the contract closes it. */
        Notifier notifier() throws Exception;

        /** What was accepted so far: of each message all its text, decoded, in any arrangement. */
        List<String> accepted() throws Exception;

        /** How many times something was sent, accepted or not. */
        int attempts() throws Exception;

        /**
         * Makes a fault happen.
         *
         * @return whether this channel can do that
         */
        default boolean inject(Fault fault) throws Exception {
            return false;
        }

        /** Ends every fault. To be overridden where {@link #inject} can make one happen. */
        default void heal() throws Exception {
            throw new IllegalStateException("inject() made a fault happen: override heal() as well, to end it");
        }

        /** How long {@link Fault#THROTTLE} asks to be left alone; empty if the service can't say that. */
        default Optional<Duration> patience() {
            return Optional.empty();
        }

        @Override
        default void close() throws IOException {}
    }

    private final List<AutoCloseable> opened = new ArrayList<>();

    /** Opens a channel on which nothing was sent yet. */
    protected abstract Channel open() throws Exception;

    /** How long a call may take when nothing is wrong. */
    protected Duration timeout() {
        return Duration.ofSeconds(10);
    }

    /** The timeout given to calls that will not be answered in time. */
    protected Duration shortTimeout() {
        return Duration.ofMillis(500);
    }

    /** How many characters of a text the channel carries at least, from its beginning; 1,000 unless overridden. */
    protected int leastText() {
        return 1000;
    }

    /** Whether the channel can recognise a repeated notification. */
    protected boolean recognisesRepetition() {
        return false;
    }

    /** The secrets that the notifiers hold. Empty skips the test of their secrecy. */
    protected List<String> secrets() {
        return List.of();
    }

    private Channel channel() throws Exception {
        Channel channel = open();
        opened.add(channel);
        return channel;
    }

    private Notifier notifier(Channel channel) throws Exception {
        Notifier notifier = channel.notifier();
        opened.add(notifier);
        return notifier;
    }

    @AfterEach
    final void closeWhatWasOpened() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private static Notification notification(String id, String title) {
        return new Notification(
                id,
                Instant.parse("2026-01-01T12:00:00Z"),
                Severity.CRITICAL,
                "www",
                title,
                "prod answered 503 ten times.\nNothing to do.",
                Map.of("from", "prod", "to", "home"));
    }

    @Test
    @DisplayName("A notification is accepted by the channel, with its title, when the call returns")
    void handsOver() throws Exception {
        Channel channel = channel();
        notifier(channel).send(notification("www/7/failover", "www: failed over from prod to home"), timeout());
        assertThat(channel.accepted()).singleElement().asString().contains("www: failed over from prod to home");
    }

    @Test
    @DisplayName("Titles in any script, with quotes, markup and line breaks in the text, arrive as they are")
    void anyText() throws Exception {
        Channel channel = channel();
        Notifier notifier = notifier(channel);
        List<String> titles = List.of(
                "d\u00e9fail\u00e9: \u00abwww\u00bb \u2192 \u5bb6 \ud83d\udea8",
                "\"quoted\" \\ {json} <b>&amp;</b> %20 +1 100%",
                "www: " + "x".repeat(200));
        for (String title : titles) {
            notifier.send(
                    new Notification(
                            title,
                            Instant.EPOCH,
                            Severity.INFO,
                            "",
                            title,
                            "line\r\n.\r\nline\twith \"quotes\" and \u0000 " + "long ".repeat(2000),
                            Map.of()),
                    timeout());
        }
        List<String> accepted = channel.accepted();
        assertThat(accepted).hasSameSizeAs(titles);
        for (int i = 0; i < titles.size(); i++) {
            assertThat(accepted.get(i)).contains(titles.get(i));
        }
    }

    @Test
    @DisplayName("The text arrives, line by line, as far as the channel carries it")
    void text() throws Exception {
        Channel channel = channel();
        String text = IntStream.range(0, 200)
                .mapToObj(i -> "line %s of what happened".formatted(i))
                .collect(Collectors.joining("\n"));
        notifier(channel)
                .send(
                        new Notification(
                                "www/7/failover", Instant.EPOCH, Severity.INFO, "www", "a title", text, Map.of()),
                        timeout());
        assertThat(words(channel.accepted().get(0)))
                .as("the text's first " + leastText() + " characters, whatever the blanks")
                .contains(words(text.substring(0, leastText())));
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ");
    }

    @Test
    @DisplayName("The severity and the service are said")
    void severityAndService() throws Exception {
        Channel channel = channel();
        Notifier notifier = notifier(channel);
        for (Severity severity : Severity.values()) {
            notifier.send(
                    new Notification(
                            "id of " + severity, Instant.EPOCH, severity, "bookshop", "a title", "a text", Map.of()),
                    timeout());
        }
        // Each in the channel's own way: a word, a number, a picture; but not all in the same way.
        assertThat(channel.accepted().stream()
                        .map(accepted -> accepted.replaceAll("id of [A-Z]+", ""))
                        .distinct())
                .as("messages that differ in nothing but their severity")
                .hasSameSizeAs(Severity.values());
        assertThat(channel.accepted())
                .allSatisfy(accepted ->
                        assertThat(accepted).as("the service's name").contains("bookshop"));
    }

    @Test
    @DisplayName(
            "A service that asks for patience is an UnavailableException that says how long, after a single attempt")
    void throttled() throws Exception {
        Channel channel = channel();
        Notifier notifier = notifier(channel);
        inject(channel, Fault.THROTTLE);
        assertThat(sending(notifier, timeout()).await(LONG).thrown())
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        thrown -> assertThat(thrown.retryAfter())
                                .as("how long the service asked to be left alone")
                                .isEqualTo(channel.patience()));
        assertThat(channel.attempts()).as("attempts").isEqualTo(1);
    }

    @Test
    @DisplayName("A notifier is thread-safe: notifications from several threads arrive once each")
    void threads() throws Exception {
        Channel channel = channel();
        Notifier notifier = notifier(channel);
        List<BackgroundCall<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Notification notification = notification("www/" + i + "/failover", "notification number " + i + " of www");
            calls.add(BackgroundCall.start(() -> {
                notifier.send(notification, timeout());
                return true;
            }));
        }
        for (BackgroundCall<Boolean> call : calls) {
            assertThat(call.await(LONG).thrown()).isNull();
        }
        List<String> accepted = channel.accepted();
        assertThat(accepted).hasSameSizeAs(calls);
        for (int i = 0; i < calls.size(); i++) {
            String title = "notification number " + i + " of www";
            assertThat(accepted)
                    .as(title)
                    .filteredOn(text -> text.contains(title))
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("A repeated notification is dropped where the channel can recognise it")
    void repetition() throws Exception {
        NotTested.unless(recognisesRepetition(), "this channel can't recognise a repeated notification");
        Channel channel = channel();
        Notifier notifier = notifier(channel);
        notifier.send(notification("www/7/failover", "first"), timeout());
        notifier.send(notification("www/7/failover", "first"), timeout());
        notifier.send(notification("www/8/failover", "second"), timeout());
        assertThat(channel.accepted()).hasSize(2);
    }

    @Test
    @DisplayName("A service that fails is an UnavailableException after a single attempt, and no obstacle afterwards")
    void singleAttempt() throws Exception {
        Channel channel = channel();
        Notifier notifier = notifier(channel);
        inject(channel, Fault.FAIL);
        assertThat(sending(notifier, timeout()).await(LONG).thrown()).isInstanceOf(UnavailableException.class);
        assertThat(channel.attempts()).as("attempts").isEqualTo(1);
        assertThat(channel.accepted()).isEmpty();
        channel.heal();
        notifier.send(notification("www/7/failover", "www: failed over"), timeout());
        assertThat(channel.accepted()).hasSize(1);
    }

    @Test
    @DisplayName("A service that can't be reached is an UnavailableException")
    void unreachable() throws Exception {
        Channel channel = channel();
        Notifier notifier = notifier(channel);
        inject(channel, Fault.VANISH);
        assertThat(sending(notifier, timeout()).await(LONG).thrown()).isInstanceOf(UnavailableException.class);
    }

    @Test
    @DisplayName("A service that refuses is a RejectedException after a single attempt")
    void refused() throws Exception {
        Channel channel = channel();
        Notifier notifier = notifier(channel);
        inject(channel, Fault.REFUSE);
        assertThat(sending(notifier, timeout()).await(LONG).thrown()).isInstanceOf(RejectedException.class);
        assertThat(channel.attempts()).as("attempts").isEqualTo(1);
    }

    @Test
    @DisplayName("A service that does not answer is an UnavailableException within the timeout")
    void hangs() throws Exception {
        Channel channel = channel();
        Notifier notifier = notifier(channel);
        inject(channel, Fault.HANG);
        Ended<?> ended = sending(notifier, shortTimeout())
                .await(shortTimeout().plus(SLACK).plus(SLACK));
        assertThat(ended.thrown()).isInstanceOf(UnavailableException.class);
        assertThat(ended.took()).isLessThan(shortTimeout().plus(SLACK));
    }

    @Test
    @DisplayName("An interrupted call ends within a second with an InterruptedException")
    void interrupted() throws Exception {
        Channel channel = channel();
        Notifier notifier = notifier(channel);
        inject(channel, Fault.HANG);
        BackgroundCall<?> call = sending(notifier, LONG);
        call.awaitStanding();
        call.interrupt();
        assertThat(call.await(SLACK).thrown()).isInstanceOf(InterruptedException.class);
    }

    @Test
    @DisplayName("No secret shows in a message, a cause or toString()")
    void secrecy() throws Exception {
        NotTested.unless(!secrets().isEmpty(), "secrets() names none to look for");
        for (Fault fault : Fault.values()) {
            Channel channel = channel();
            Notifier notifier = notifier(channel);
            if (channel.inject(fault)) {
                assertThat(sending(notifier, shortTimeout()).await(LONG).trace() + notifier)
                        .doesNotContain(secrets());
            }
        }
    }

    @Test
    @DisplayName("close() is idempotent")
    void closedTwice() throws Exception {
        Channel channel = channel();
        Notifier notifier = notifier(channel);
        notifier.send(notification("www/7/failover", "www: failed over"), timeout());
        notifier.close();
        notifier.close();
    }

    private static void inject(Channel channel, Fault fault) throws Exception {
        NotTested.unless(channel.inject(fault), "this channel can't make the fault " + fault + " happen");
    }

    private static BackgroundCall<?> sending(Notifier notifier, Duration timeout) {
        return BackgroundCall.start(() -> {
            notifier.send(notification("www/7/failover", "www: failed over"), timeout);
            return true;
        });
    }
}
