package dev.failover.testkit.simulation;

import dev.failover.component.UnavailableException;
import dev.failover.traffic.Redirection;
import dev.failover.traffic.Traffic;
import dev.failover.traffic.TrafficSwitch;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who directs traffic beside the zones: one redirection at a time, and now and then one that nobody hears of, or that takes its time.
 */
final class SimulatedSwitch {
    static final String NAME = "balancer";

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration SLOWEST = Duration.ofMinutes(1);
    /** Of a hundred calls, while there are faults: so many fail, so many are made and not heard of, so many take their time. */
    private static final int FAIL = 10;

    private static final int UNHEARD = 20;
    private static final int SLOW = 30;

    private final World world;
    private String where;
    private @Nullable String underWay;

    SimulatedSwitch(World world) {
        this.world = world;
        this.where = world.sites().get(0).name;
    }

    /** Where the traffic goes. */
    String where() {
        return where;
    }

    /** A watcher's way to it. */
    TrafficSwitch of(Watcher watcher) {
        return new Way(watcher);
    }

    private void end() {
        String ended = underWay;
        if (ended != null) {
            where = ended;
            underWay = null;
            world.note("the traffic goes to " + ended);
        }
    }

    private final class Way implements TrafficSwitch {
        private final Watcher watcher;

        private Way(Watcher watcher) {
            this.watcher = watcher;
        }

        @Override
        public Set<String> sites() {
            return world.sites().stream().map(site -> site.name).collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public Duration longest() {
            return LONGEST;
        }

        @Override
        public boolean comparesAndSets() {
            return true;
        }

        @Override
        public Traffic ask(Duration timeout) {
            Machine.Work work = watcher.machine().work();
            return work.call(() -> {
                world.checks().liveness.waits(watcher, timeout);
                reach(work, "ask", timeout).arrive();
                return Traffic.to(where);
            });
        }

        /** Gets through, unless that is one of the calls that fail. */
        private Network.Answer reach(Machine.Work work, String what, Duration timeout) {
            Dice dice = Dice.of(work.startedAt(), NAME + watcher.name() + what);
            Network.Answer answer = world.network().send(watcher.name(), NAME, work, dice, timeout);
            if (isTroubled() && dice.percent(FAIL)) {
                answer.arrive();
                throw new UnavailableException("503 from " + NAME);
            }
            return answer;
        }

        private boolean isTroubled() {
            return world.elapsed().compareTo(world.plan().faultsEnd()) < 0;
        }

        @Override
        public void send(Redirection redirection, Duration timeout) {
            Machine.Work work = watcher.machine().work();
            boolean unused = work.call(() -> {
                send(redirection, timeout, work);
                return true;
            });
        }

        private void send(Redirection redirection, Duration timeout, Machine.Work work) {
            world.checks().liveness.waits(watcher, timeout);
            world.checks().publishing.redirects(watcher, redirection, where, work);
            world.coordination().ifPresent(shared -> shared.writes(watcher, NAME, timeout, work));
            watcher.mayDie(CrashPoint.BEFORE_WRITE);
            Network.Answer answer = reach(work, "send", timeout);
            if (underWay != null) {
                answer.arrive();
                throw new UnavailableException("a redirection to " + underWay + " is under way");
            }
            redirection.requirePossible(NAME, Traffic.to(where));
            underWay = redirection.site();
            world.checks().authorship.redirected(watcher);
            int luck = isTroubled() ? work.dice.below(100) : 100;
            if (luck >= UNHEARD && luck < SLOW) {
                world.timeline().in(work.dice.between(timeout, timeout.plus(SLOWEST)), SimulatedSwitch.this::end);
                throw new UnavailableException("the redirection to " + redirection.site() + " is under way still");
            }
            end();
            watcher.mayDie(CrashPoint.AFTER_WRITE);
            if (luck < UNHEARD) {
                throw new UnavailableException("no answer from " + NAME);
            }
            answer.arrive();
        }
    }
}
