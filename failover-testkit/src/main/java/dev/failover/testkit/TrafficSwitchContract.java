package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.traffic.Redirection;
import dev.failover.traffic.Traffic;
import dev.failover.traffic.TrafficSwitch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link TrafficSwitch} must keep, sentence by sentence of its Javadoc. Extend it and say how a line, on which traffic goes to
 * one of two sites or more, is made.
 *
 * <p>What a line can't be made to do is left out; the tests that need it are then skipped with a message that begins with
 * {@code NOT TESTED}. Each test makes a line of its own and closes it at the end.
 */
@ExtendWith(ToldSkips.class)
public abstract class TrafficSwitchContract {
    /** What a switch may take beyond its time, and a machine that is busy. */
    private static final Duration GRACE = Duration.ofSeconds(8);

    /** Something that goes wrong with a line, until it is healed. */
    public enum Fault {
        /** Whoever directs the traffic is asked, and never answers. */
        HANG,
        /** Who gets the traffic can't be told. */
        UNTOLD,
        /** It refuses every redirection: the right is missing. */
        REFUSE,
        /** The next redirection is made, and its answer is lost. */
        LOSE_ANSWER,
        /** A redirection is begun, and does not end before the line is healed; then it does. */
        STUCK
    }

    /** Where traffic goes to a site, or elsewhere. */
    public interface Line extends AutoCloseable {
        /** A new switch of this line; the contract closes it. */
        TrafficSwitch open() throws Exception;

        /**
         * Somebody else redirects the traffic, at once.
         *
         * @return whether this line can be made to go there
         */
        boolean redirect(Traffic to) throws Exception;

        /** Where it really goes. */
        Traffic where() throws Exception;

        /**
         * Makes a fault happen from now on.
         *
         * @return whether this line can do that
         */
        default boolean inject(Fault fault) throws Exception {
            return false;
        }

        /** Ends all faults. */
        default void heal() throws Exception {}

        @Override
        default void close() throws IOException {}
    }

    private final List<AutoCloseable> opened = new ArrayList<>();

    /** Makes a line. */
    protected abstract Line line() throws Exception;

    /** How long a call may take when nothing is wrong. */
    protected Duration timeout() {
        return Duration.ofSeconds(20);
    }

    /** How long a call is given when something is. */
    protected Duration little() {
        return Duration.ofSeconds(1);
    }

    /** The secrets that the switches hold. Empty skips what is said of their secrecy. */
    protected List<String> secrets() {
        return List.of();
    }

    /** A line, one switch of it, and two of its sites, the first of which gets the traffic. */
    private final class Scene {
        final Line line;
        final TrafficSwitch to;
        final String here;
        final String there;

        Scene() throws Exception {
            line = line();
            opened.add(line);
            to = line.open();
            opened.add(to);
            List<String> sites = to.sites().stream().sorted().toList();
            assertThat(sites).as("sites to send to").hasSizeGreaterThan(1);
            here = sites.get(0);
            there = sites.get(1);
            go(Traffic.to(here));
        }

        void go(Traffic where) throws Exception {
            NotTested.unless(line.redirect(where), "this line can't be made to go to " + where);
        }

        Scene broken(Fault fault) throws Exception {
            NotTested.unless(line.inject(fault), "this line can't make the fault " + fault + " happen");
            return this;
        }

        BackgroundCall<Boolean> start(Traffic expected, String site, Duration timeout) {
            return BackgroundCall.start(() -> {
                to.send(new Redirection(expected, site), timeout);
                return true;
            });
        }

        BackgroundCall.Ended<Boolean> send(Traffic expected, String site, Duration timeout) throws Exception {
            return start(expected, site, timeout).await(timeout.plus(GRACE));
        }

        void succeeds(Traffic expected, String site) throws Exception {
            assertThat(send(expected, site, timeout()).thrown()).isNull();
            assertThat(line.where()).as("where the traffic goes").isEqualTo(Traffic.to(site));
        }

        BackgroundCall.Ended<Traffic> ask(Duration timeout) throws Exception {
            return BackgroundCall.start(() -> to.ask(timeout)).await(timeout.plus(GRACE));
        }
    }

    @AfterEach
    final void closeWhatWasOpened() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    @DisplayName(
            "The sites that it can send to, and how long that takes at most, are said without asking anybody, and stay the same")
    void description() throws Exception {
        Scene scene = new Scene();
        assertThat(scene.to.sites()).isNotEmpty().isEqualTo(scene.to.sites());
        assertThat(scene.to.longest())
                .isGreaterThan(Duration.ZERO)
                .isLessThanOrEqualTo(TrafficSwitch.LIMIT)
                .isEqualTo(scene.to.longest());
        assertThat(scene.to.comparesAndSets()).isEqualTo(scene.to.comparesAndSets());
    }

    @Test
    @DisplayName("It says which site gets the traffic, whoever sent it there")
    void says() throws Exception {
        Scene scene = new Scene();
        assertThat(scene.ask(timeout()).value()).isEqualTo(Traffic.to(scene.here));
        scene.go(Traffic.to(scene.there));
        assertThat(scene.ask(timeout()).value()).isEqualTo(Traffic.to(scene.there));
    }

    @Test
    @DisplayName("Traffic that goes to no site, or to several, is never said to go to one")
    void elsewhere() throws Exception {
        Scene scene = new Scene();
        scene.go(Traffic.elsewhere("elsewhere"));
        BackgroundCall.Ended<Traffic> said = scene.ask(timeout());
        if (said.thrown() == null) {
            assertThat(Objects.requireNonNull(said.value()).site()).isEmpty();
        } else {
            assertThat(said.thrown()).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    @DisplayName("What can't be told is a failure, and no guess")
    void untold() throws Exception {
        Scene scene = new Scene().broken(Fault.UNTOLD);
        assertThat(scene.ask(timeout()).thrown()).isInstanceOf(UnavailableException.class);
    }

    @Test
    @DisplayName("Once the call has returned the site gets the traffic")
    void sends() throws Exception {
        Scene scene = new Scene();
        scene.succeeds(Traffic.to(scene.here), scene.there);
        scene.succeeds(Traffic.to(scene.there), scene.here);
    }

    @Test
    @DisplayName("A site that has the traffic already is sent to all the same")
    void idempotent() throws Exception {
        Scene scene = new Scene();
        scene.succeeds(Traffic.to(scene.here), scene.here);
        scene.succeeds(Traffic.to(scene.there), scene.here);
    }

    @Test
    @DisplayName("Where the traffic does not go where that is expected, that is a conflict, and nothing is done")
    void conflict() throws Exception {
        Scene scene = new Scene();
        scene.go(Traffic.elsewhere("elsewhere"));
        Traffic before = scene.line.where();
        assertThat(scene.send(Traffic.to(scene.here), scene.there, timeout()).thrown())
                .isInstanceOf(ConflictException.class);
        assertThat(scene.line.where()).isEqualTo(before);
    }

    @Test
    @DisplayName("From elsewhere it is redirected by who expects that")
    void fromElsewhere() throws Exception {
        Scene scene = new Scene();
        scene.go(Traffic.elsewhere("elsewhere"));
        Traffic said = scene.to.ask(timeout());
        scene.succeeds(said, scene.there);
    }

    @Test
    @DisplayName("A site that it can't send to is refused as a mistake of the caller")
    void stranger() throws Exception {
        Scene scene = new Scene();
        assertThat(scene.send(Traffic.to(scene.here), "a-site-of-nobody", timeout())
                        .thrown())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(scene.line.where()).isEqualTo(Traffic.to(scene.here));
    }

    @Test
    @DisplayName("A right that is missing is a refusal")
    void refused() throws Exception {
        Scene scene = new Scene().broken(Fault.REFUSE);
        assertThat(scene.send(Traffic.to(scene.here), scene.there, timeout()).thrown())
                .isInstanceOf(RejectedException.class);
        assertThat(scene.line.where()).isEqualTo(Traffic.to(scene.here));
    }

    @Test
    @DisplayName("What was done by a call whose answer was lost is found by the same call made again")
    void lostAnswer() throws Exception {
        Scene scene = new Scene().broken(Fault.LOSE_ANSWER);
        BackgroundCall.Ended<Boolean> first = scene.send(Traffic.to(scene.here), scene.there, timeout());
        if (first.thrown() != null) {
            assertThat(first.thrown()).isInstanceOf(UnavailableException.class);
        }
        scene.line.heal();
        scene.succeeds(Traffic.to(scene.here), scene.there);
    }

    @Test
    @DisplayName("What was begun and does not end is told, and nothing succeeds before it is over")
    void stuck() throws Exception {
        Scene scene = new Scene().broken(Fault.STUCK);
        Traffic from = Traffic.to(scene.here);
        assertThat(scene.send(from, scene.there, little()).thrown()).isInstanceOf(UnavailableException.class);
        assertThat(scene.send(from, scene.here, little()).thrown())
                .as("sent back while the other redirection is under way")
                .isInstanceOf(UnavailableException.class);
        scene.line.heal();
        scene.succeeds(Traffic.to(scene.there), scene.here);
    }

    @Test
    @DisplayName("Nobody waits longer than the time given")
    void hangs() throws Exception {
        Scene scene = new Scene().broken(Fault.HANG);
        assertThat(scene.send(Traffic.to(scene.here), scene.there, little()).thrown())
                .isInstanceOf(UnavailableException.class);
        assertThat(scene.ask(little()).thrown()).isInstanceOf(UnavailableException.class);
    }

    @Test
    @DisplayName("An interrupted call ends soon, and the next one works")
    void interrupted() throws Exception {
        Scene scene = new Scene().broken(Fault.HANG);
        BackgroundCall<Boolean> call = scene.start(Traffic.to(scene.here), scene.there, timeout());
        call.awaitStanding();
        call.interrupt();
        assertThat(call.await(GRACE).thrown()).isInstanceOf(InterruptedException.class);
        scene.line.heal();
        scene.succeeds(scene.line.where(), scene.there);
    }

    @Test
    @DisplayName("No secret shows in a failure, in what is said or in toString()")
    void secrecy() throws Exception {
        NotTested.unless(!secrets().isEmpty(), "secrets() names no secret");
        Scene scene = new Scene();
        assertThat(scene.to.toString()).doesNotContain(secrets());
        if (scene.line.inject(Fault.REFUSE)) {
            assertThat(scene.send(Traffic.to(scene.here), scene.there, timeout())
                            .trace())
                    .doesNotContain(secrets());
        }
        scene.line.heal();
        if (scene.line.redirect(Traffic.elsewhere("elsewhere"))) {
            BackgroundCall.Ended<Traffic> said = scene.ask(timeout());
            assertThat(said.value() + said.trace()).doesNotContain(secrets());
        }
    }

    @Test
    @DisplayName("Closing is idempotent")
    void closes() throws Exception {
        Scene scene = new Scene();
        scene.to.close();
        scene.to.close();
    }
}
