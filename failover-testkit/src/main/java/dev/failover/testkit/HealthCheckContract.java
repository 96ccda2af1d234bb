package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.health.Health;
import dev.failover.health.Health.Status;
import dev.failover.health.HealthCheck;
import dev.failover.testkit.BackgroundCall.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link HealthCheck} must keep, sentence by sentence of its Javadoc. Extend it and say how a real server in each
 * {@link Condition} is started, and a check that probes it.
 *
 * <p>A condition that can't be had is left out; the tests that need it are then skipped with a message that begins with
 * {@code NOT TESTED}. Each test starts servers of its own and closes them at the end.
 */
@ExtendWith(ToldSkips.class)
public abstract class HealthCheckContract {
    /** What a loaded machine may add to a deadline. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private static final Duration LONG = Duration.ofSeconds(60);

    /** How the server is that a check looks at. */
    public enum Condition {
        /** It serves as it should. */
        UP,
        /** It answers in the right way that it can't serve: HTTP 503, say. */
        FAILING,
        /** It answers something that is no answer. */
        NONSENSE,
        /** It closes the connection instead of answering. */
        HANGING_UP,
        /** It refuses connections. */
        REFUSING,
        /** It accepts connections and does not answer. */
        HANGING,
        /** It answers without end, a byte now and then. */
        TRICKLING
    }

    /** A server, and a check that probes it. */
    public interface Target extends AutoCloseable {
        /** A check bound to this server's port, path and the like. */
        HealthCheck check();

        /** Where the server is. */
        InetAddress address();

        /** How many connections are open at the server. Empty if it can't tell. */
        default OptionalInt connections() {
            return OptionalInt.empty();
        }

        @Override
        default void close() throws IOException {}
    }

    private final List<AutoCloseable> opened = new ArrayList<>();

    /** Starts a server in this condition. Empty if there is no such condition for this check. */
    protected abstract Optional<? extends Target> open(Condition condition) throws Exception;

    /** An address of this machine's at which the servers opened do not listen. */
    protected InetAddress elsewhere() throws Exception {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
    }

    /** How long a check may take when nothing is wrong. */
    protected Duration timeout() {
        return Duration.ofSeconds(10);
    }

    /** The timeout given to checks that will not be answered in time. */
    protected Duration shortTimeout() {
        return Duration.ofMillis(500);
    }

    /** The secrets that the checks hold: a password, a token. Empty skips the test of their secrecy. */
    protected List<String> secrets() {
        return List.of();
    }

    private Target target(Condition condition) throws Exception {
        Optional<? extends Target> target = open(condition);
        NotTested.unless(target.isPresent(), "there is no server that is " + condition);
        opened.add(target.orElseThrow());
        return target.orElseThrow();
    }

    @AfterEach
    final void closeWhatWasOpened() throws Exception {
        for (AutoCloseable server : opened) {
            server.close();
        }
    }

    @Test
    @DisplayName("A site that serves is UP, however often it is asked")
    void up() throws Exception {
        Target target = target(Condition.UP);
        for (int i = 0; i < 3; i++) {
            Health health = target.check().check(target.address(), timeout());
            assertThat(health.status()).as(health.detail()).isEqualTo(Status.UP);
            assertThat(health.detail()).isNotBlank();
        }
    }

    @Test
    @DisplayName("A site that answers that it can't serve is DOWN")
    void failing() throws Exception {
        assertDown(target(Condition.FAILING));
    }

    @Test
    @DisplayName("A site that answers nonsense is DOWN")
    void nonsense() throws Exception {
        assertDown(target(Condition.NONSENSE));
    }

    @Test
    @DisplayName("A site that hangs up instead of answering is DOWN")
    void hangingUp() throws Exception {
        assertDown(target(Condition.HANGING_UP));
    }

    @Test
    @DisplayName("A site that refuses connections is DOWN")
    void refusing() throws Exception {
        assertDown(target(Condition.REFUSING));
    }

    private void assertDown(Target target) throws InterruptedException {
        // Long in doubt: that it is down is known at once, and an exception would be the defect looked for.
        assertDown(checking(target, timeout()).await(timeout().plus(SLACK)));
    }

    private static void assertDown(Ended<Health> ended) {
        assertThat(ended.thrown()).as("ill health is a value").isNull();
        Health health = Objects.requireNonNull(ended.value());
        assertThat(health.status()).as(health.detail()).isEqualTo(Status.DOWN);
        assertThat(health.detail()).isNotBlank();
    }

    @Test
    @DisplayName("A site that accepts and does not answer is DOWN within the timeout")
    void hanging() throws Exception {
        assertDownInTime(target(Condition.HANGING));
    }

    @Test
    @DisplayName("A site that answers without end is DOWN within the timeout, which is for the whole probe")
    void trickling() throws Exception {
        assertDownInTime(target(Condition.TRICKLING));
    }

    private void assertDownInTime(Target target) throws InterruptedException {
        Ended<Health> ended = checking(target, shortTimeout())
                .await(shortTimeout().plus(SLACK).plus(SLACK));
        assertDown(ended);
        assertThat(ended.took()).isLessThan(shortTimeout().plus(SLACK));
    }

    @Test
    @DisplayName("The address given is the one probed")
    void addressGiven() throws Exception {
        Target target = target(Condition.UP);
        Health health = target.check().check(elsewhere(), shortTimeout());
        assertThat(health.status()).as(health.detail()).isEqualTo(Status.DOWN);
    }

    @Test
    @DisplayName("A check is thread-safe: probes of one address and of several overlap, and each finds its own")
    void overlapping() throws Exception {
        Target target = target(Condition.UP);
        HealthCheck check = target.check();
        List<BackgroundCall<Health>> ups = new ArrayList<>();
        List<BackgroundCall<Health>> downs = new ArrayList<>();
        InetAddress elsewhere = elsewhere();
        for (int i = 0; i < 6; i++) {
            ups.add(BackgroundCall.start(() -> check.check(target.address(), timeout())));
            downs.add(BackgroundCall.start(() -> check.check(elsewhere, shortTimeout())));
        }
        for (BackgroundCall<Health> up : ups) {
            Ended<Health> ended = up.await(timeout().plus(SLACK));
            assertThat(ended.thrown()).isNull();
            assertThat(Objects.requireNonNull(ended.value()).status()).isEqualTo(Status.UP);
        }
        for (BackgroundCall<Health> down : downs) {
            assertDown(down.await(timeout().plus(SLACK)));
        }
    }

    @Test
    @DisplayName("A probe that hangs does not hold up another")
    void holdsUpNobody() throws Exception {
        Target target = target(Condition.HANGING);
        BackgroundCall<Health> slow = checking(target, LONG);
        slow.awaitStanding();
        assertDownInTime(target);
        slow.interrupt();
        slow.await(SLACK);
    }

    @Test
    @DisplayName("An interrupted probe ends within a second with an InterruptedException")
    void interrupted() throws Exception {
        Target target = target(Condition.HANGING);
        BackgroundCall<Health> call = checking(target, LONG);
        call.awaitStanding();
        call.interrupt();
        assertThat(call.await(SLACK).thrown()).isInstanceOf(InterruptedException.class);
    }

    @Test
    @DisplayName("A probe leaves no connection behind, interrupted or out of time")
    void noConnectionLeft() throws Exception {
        Target target = target(Condition.HANGING);
        NotTested.unless(target.connections().isPresent(), "this server can't tell how many connections are open");
        BackgroundCall<Health> interrupted = checking(target, LONG);
        checking(target, shortTimeout()).await(shortTimeout().plus(SLACK));
        interrupted.interrupt();
        interrupted.await(SLACK);
        long end = System.nanoTime() + SLACK.toNanos();
        while (target.connections().orElse(0) > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(target.connections()).as("connections left open").hasValue(0);
    }

    @Test
    @DisplayName("No secret shows in what a check finds, throws or is called")
    void secrecy() throws Exception {
        NotTested.unlessItApplies(!secrets().isEmpty(), "secrets() names none to look for");
        StringBuilder seen = new StringBuilder();
        for (Condition condition : Condition.values()) {
            Optional<? extends Target> target = open(condition);
            if (target.isPresent()) {
                opened.add(target.get());
                Ended<Health> ended = checking(target.get(), shortTimeout())
                        .await(shortTimeout().plus(SLACK).plus(SLACK));
                seen.append(ended.value())
                        .append(ended.trace())
                        .append(target.get().check());
            }
        }
        assertThat(seen.toString()).doesNotContain(secrets());
    }

    private static BackgroundCall<Health> checking(Target target, Duration timeout) {
        return BackgroundCall.start(() -> target.check().check(target.address(), timeout));
    }
}
