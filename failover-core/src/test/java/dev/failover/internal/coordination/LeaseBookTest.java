package dev.failover.internal.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.coordination.Coordination;
import dev.failover.coordination.NoStore;
import dev.failover.internal.coordination.Bulletin.Lease;
import dev.failover.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The lease")
class LeaseBookTest {
    private static final Duration D = Duration.ofSeconds(45);

    private final LeaseBook book = new LeaseBook(terms("me", D), true);

    private static Coordination terms(String watcher, Duration lease) {
        return Coordination.builder()
                .coordinator(new NoStore())
                .watcher(watcher)
                .voter(watcher, "here")
                .voter("x" + watcher, "there")
                .lease(lease)
                .build();
    }

    private static Moment at(double seconds) {
        return at(seconds, seconds);
    }

    private static Moment at(double monotonic, double wall) {
        return new Moment(Math.round(monotonic * 1e9), Instant.EPOCH.plusMillis(Math.round(wall * 1000)));
    }

    private static Lease lease(String holder, long sequence, double duration) {
        return new Lease(holder, sequence, Duration.ofMillis(Math.round(duration * 1000)));
    }

    private Optional<Lease> next(double now) {
        return book.next(true, true, at(now));
    }

    private Duration left(double now) {
        return book.left(at(now));
    }

    private Lease hold(double sent, double answered) {
        book.see(lease("", 1, 0), at(sent));
        Lease taken = next(sent).orElseThrow();
        book.sending(taken, at(sent));
        book.written(taken, at(answered));
        return taken;
    }

    @Test
    @DisplayName("is nobody's to take before the record was read")
    void unread() {
        assertThat(next(1000)).isEmpty();
        assertThat(book.release(at(0))).isEmpty();
        assertThat(left(0)).isZero();
        assertThat(book.holder()).isEmpty();
    }

    @Test
    @DisplayName("in a new record may be somebody's who has lost it: it is taken only after its time")
    void newRecord() {
        book.see(book.initial(), at(0));
        assertThat(next(45)).isEmpty();
        assertThat(next(45.45)).hasValue(lease("me", 1, 45));
    }

    @Test
    @DisplayName("that was given back is taken at once")
    void givenBack() {
        book.see(lease("", 9, 0), at(0));
        assertThat(next(0)).hasValue(lease("me", 10, 45));
        assertThat(book.next(false, true, at(0))).isEmpty();
    }

    @Test
    @DisplayName("of another is taken after the duration in the record, observed, and one percent")
    void takeover() {
        book.see(lease("b", 7, 60), at(0));
        book.see(lease("b", 7, 60), at(30));
        assertThat(book.holder()).hasValue("b");
        assertThat(next(60.59)).isEmpty();
        assertThat(next(60.6)).hasValue(lease("me", 8, 45));
        assertThat(book.next(false, true, at(61))).isEmpty();
        book.see(lease("b", 8, 60), at(61));
        assertThat(next(121.5)).isEmpty();
        assertThat(next(121.6)).hasValue(lease("me", 9, 45));
    }

    @Test
    @DisplayName("of another is not taken for the time that this machine slept or its clock was set ahead")
    void slept() {
        book.see(lease("b", 7, 45), at(0));
        assertThat(book.next(true, true, at(1, 1000))).isEmpty();
    }

    @Test
    @DisplayName("of another waits for what is under way where a vendor can't compare")
    void acquireAfter() {
        LeaseBook careful = new LeaseBook(terms("me", D), false);
        careful.see(lease("b", 7, 45), at(0));
        assertThat(careful.next(true, true, at(45.45 + 25.9))).isEmpty();
        assertThat(careful.next(true, true, at(45.45 + 26))).isPresent();
    }

    @Test
    @DisplayName("is counted from when it was sent, by whichever clock says more")
    void left() {
        hold(0, 3);
        assertThat(left(3)).isEqualTo(Duration.ofSeconds(42));
        assertThat(left(46)).isZero();
        assertThat(book.left(at(1, 44))).isEqualTo(Duration.ofSeconds(1));
        assertThat(book.left(at(1, 100))).isZero();
    }

    @Test
    @DisplayName("is renewed in time, and also late as long as nobody else took it")
    void renewed() {
        hold(0, 1);
        book.see(lease("me", 2, 45), at(5));
        assertThat(next(9.9)).isEmpty();
        assertThat(next(10)).hasValue(lease("me", 3, 45));
        book.see(lease("me", 2, 45), at(100));
        assertThat(left(100)).isZero();
        assertThat(next(100)).hasValue(lease("me", 3, 45));
    }

    @Test
    @DisplayName("is lost as soon as the record says anything else")
    void lost() {
        hold(0, 0);
        book.see(lease("b", 3, 45), at(1));
        assertThat(left(1)).isZero();
        assertThat(next(20)).isEmpty();
        hold(50, 50);
        book.see(lease("me", 1, 45), at(51));
        assertThat(left(51)).isZero();
    }

    @Test
    @DisplayName("that a process before this one held under the same name is another's")
    void earlierProcess() {
        book.see(lease("me", 7, 45), at(0));
        assertThat(left(0)).isZero();
        assertThat(next(20)).isEmpty();
        assertThat(next(45.45)).hasValue(lease("me", 8, 45));
    }

    @Test
    @DisplayName("whose renewal's answer was lost counts from that renewal, once the record shows it")
    void lostAnswer() {
        hold(0, 0);
        Lease renewed = next(10).orElseThrow();
        book.sending(renewed, at(10));
        assertThat(left(20)).isEqualTo(Duration.ofSeconds(25));
        book.see(renewed, at(20));
        assertThat(left(20)).isEqualTo(Duration.ofSeconds(35));
    }

    @Test
    @DisplayName("whose first attempt takes effect late counts from that one, though a second alike was sent")
    void lateAttempt() {
        hold(0, 0);
        Lease renewed = next(10).orElseThrow();
        book.sending(renewed, at(10));
        book.see(lease("me", 2, 45), at(14));
        book.sending(next(14).orElseThrow(), at(14));
        book.refused(renewed);
        book.see(renewed, at(15));
        assertThat(left(15)).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    @DisplayName("whose second attempt is known to be the one that took effect counts from that one")
    void secondAttempt() {
        hold(0, 0);
        Lease renewed = next(10).orElseThrow();
        book.sending(renewed, at(10));
        book.see(lease("me", 2, 45), at(14));
        book.sending(renewed, at(14));
        book.written(renewed, at(15));
        assertThat(left(15)).isEqualTo(Duration.ofSeconds(44));
    }

    @Test
    @DisplayName(
            "is given back by who can't act, unless something is on its way to a vendor; nothing is begun from then on")
    void unwilling() {
        hold(0, 0);
        assertThat(book.next(false, false, at(1))).isEmpty();
        Lease released = book.next(false, true, at(1)).orElseThrow();
        assertThat(released).isEqualTo(lease("", 3, 0));
        assertThat(book.release(at(1))).hasValue(released);
        book.sending(released, at(1));
        assertThat(left(1)).isZero();
        book.written(released, at(2));
        assertThat(book.holder()).isEmpty();
        assertThat(book.release(at(2))).isEmpty();
    }

    @Test
    @DisplayName("is still held, and renewed, if the store refused to take it back")
    void refusedToTakeBack() {
        Lease held = hold(0, 0);
        Lease released = book.next(false, true, at(1)).orElseThrow();
        book.sending(released, at(1));
        book.refused(released);
        book.see(held, at(2));
        assertThat(left(2)).isEqualTo(held.duration().minusSeconds(2));
        assertThat(book.next(true, true, at(20))).isPresent();
    }

    @Test
    @DisplayName("is not held by who gave it back, if the store may have taken it")
    void perhapsTakenBack() {
        Lease held = hold(0, 0);
        Lease released = book.next(false, true, at(1)).orElseThrow();
        book.sending(released, at(1));
        book.see(held, at(2));
        assertThat(left(2)).isZero();
    }

    @Test
    @DisplayName("is not given back by who does not hold it")
    void othersLease() {
        book.see(lease("b", 7, 45), at(0));
        assertThat(book.next(false, true, at(1))).isEmpty();
        assertThat(book.release(at(1))).isEmpty();
    }

    /** One watcher of the histories below, with a clock that goes wrong by up to a percent and calls that take their time. */
    private static final class Player {
        final String name;
        final double rate;
        final double start;
        LeaseBook book;

        Player(String name, double rate, double start, Duration lease) {
            this.name = name;
            this.rate = rate;
            this.start = start;
            this.book = new LeaseBook(terms(name, lease), true);
        }

        Moment clock(double now) {
            return at(start + now * rate);
        }
    }

    private record Event(double at, Runnable what) {}

    /** A store that is right, and watchers whose calls are slow, lost before or after they took effect, or made by a process reborn. */
    private static final class History {
        final Random random;
        final PriorityQueue<Event> events = new PriorityQueue<>((a, b) -> Double.compare(a.at(), b.at()));
        final List<Player> players = new ArrayList<>();
        double now;
        Lease stored = lease("", 0, 45);
        long version;
        int takeovers;

        History(long seed) {
            random = new Random(seed);
            int count = 2 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                Player player = new Player(
                        "w" + i,
                        0.996 + random.nextDouble() * 0.008,
                        random.nextDouble() * 1e6,
                        Duration.ofSeconds(30 + random.nextInt(60)));
                players.add(player);
                in(random.nextDouble(), () -> look(player));
            }
        }

        void in(double delay, Runnable what) {
            events.add(new Event(now + delay, what));
        }

        double delay() {
            return random.nextInt(10) == 0 ? random.nextDouble() * 60 : random.nextDouble() * 0.2;
        }

        void look(Player player) {
            LeaseBook book = player.book;
            in(delay(), () -> {
                Lease read = stored;
                long readVersion = version;
                boolean lost = random.nextInt(20) == 0;
                in(delay(), () -> {
                    if (!lost && player.book == book) {
                        seen(player, read, readVersion);
                    } else {
                        in(1, () -> look(player));
                    }
                });
            });
        }

        void seen(Player player, Lease read, long readVersion) {
            LeaseBook book = player.book;
            if (random.nextInt(40) == 0) {
                player.book = new LeaseBook(terms(player.name, Duration.ofSeconds(30 + random.nextInt(60))), true);
                in(5, () -> look(player));
                return;
            }
            book.see(read, player.clock(now));
            boolean willing = random.nextInt(30) > 0;
            Optional<Lease> next = book.next(willing, random.nextBoolean(), player.clock(now));
            if (next.isEmpty()) {
                in(1, () -> look(player));
                return;
            }
            Lease wanted = next.get();
            book.sending(wanted, player.clock(now));
            boolean neverArrives = random.nextInt(20) == 0;
            boolean answerLost = random.nextInt(10) == 0;
            in(delay(), () -> {
                boolean wins = !neverArrives && version == readVersion;
                if (wins) {
                    takeovers += stored.holder().equals(wanted.holder()) ? 0 : 1;
                    stored = wanted;
                    version++;
                }
                in(delay(), () -> {
                    if (player.book == book && !neverArrives && !answerLost) {
                        if (wins) {
                            book.written(wanted, player.clock(now));
                        } else {
                            book.refused(wanted);
                        }
                    }
                    in(1, () -> look(player));
                });
            });
            if (neverArrives || answerLost) {
                // Whoever waits for no answer goes on; what was sent may arrive later.
                in(4, () -> look(player));
            }
        }

        void run(double until) {
            while (now < until) {
                Event event = events.remove();
                now = event.at();
                event.what().run();
                List<String> holders = players.stream()
                        .filter(player -> !player.book.left(player.clock(now)).isZero())
                        .map(player -> player.name)
                        .toList();
                assertThat(holders)
                        .as("who believes to hold the lease after %s s", now)
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("is held by one at a time, whatever becomes of calls and processes, and does not stay with the dead")
    void oneAtATime(long seed) {
        for (int round = 0; round < 15; round++) {
            History history = new History(seed * 1000 + round);
            history.run(3000);
            assertThat(history.takeovers).isGreaterThan(2);
        }
    }
}
