package dev.failover.testkit;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.traffic.Redirection;
import dev.failover.traffic.Traffic;
import dev.failover.traffic.TrafficSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The contract of traffic switches")
class TrafficSwitchContractTest {
    static final String SECRET = "t0ken-of-the-route";
    private static UnaryOperator<TrafficSwitch> wrapped = UnaryOperator.identity();

    /** A route in memory, with whichever switch is to be judged. */
    static class InMemory extends TrafficSwitchContract {
        @Override
        protected Line line() {
            Route route = new Route();
            return new Line() {
                @Override
                public TrafficSwitch open() {
                    return wrapped.apply(new RouteSwitch(route));
                }

                @Override
                public boolean redirect(Traffic to) {
                    route.redirect(to);
                    return true;
                }

                @Override
                public Traffic where() {
                    return route.where();
                }

                @Override
                public boolean inject(Fault fault) {
                    route.fault(fault);
                    return true;
                }

                @Override
                public void heal() {
                    route.fault(null);
                }
            };
        }

        @Override
        protected Duration little() {
            return Duration.ofMillis(200);
        }

        @Override
        protected List<String> secrets() {
            return List.of(SECRET);
        }
    }

    /** One at a time, and each takes a moment. */
    static final class Route {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private Traffic where = Traffic.to("home");
        private @Nullable String underWay;
        private TrafficSwitchContract.@Nullable Fault fault;

        void redirect(Traffic to) {
            lock.lock();
            where = to;
            lock.unlock();
        }

        Traffic where() {
            lock.lock();
            try {
                return where;
            } finally {
                lock.unlock();
            }
        }

        void fault(TrafficSwitchContract.@Nullable Fault now) {
            lock.lock();
            try {
                if (fault == TrafficSwitchContract.Fault.STUCK && underWay != null) {
                    end();
                }
                fault = now;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        TrafficSwitchContract.@Nullable Fault fault() {
            lock.lock();
            try {
                return fault;
            } finally {
                lock.unlock();
            }
        }

        void end() {
            lock.lock();
            String ended = underWay;
            if (ended != null) {
                where = Traffic.to(ended);
                underWay = null;
            }
            lock.unlock();
        }

        @Nullable
        String underWay() {
            lock.lock();
            try {
                return underWay;
            } finally {
                lock.unlock();
            }
        }

        void begin(String site) {
            lock.lock();
            underWay = site;
            lock.unlock();
        }

        void await(Duration timeout) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                boolean unused = changed.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Keeps the contract. */
    record RouteSwitch(Route route) implements TrafficSwitch {
        @Override
        public Set<String> sites() {
            return Set.of("home", "prod");
        }

        @Override
        public Traffic ask(Duration timeout) throws InterruptedException {
            mayHang(timeout);
            if (route.fault() == TrafficSwitchContract.Fault.UNTOLD) {
                throw new UnavailableException("the route has two answers");
            }
            return route.where();
        }

        @Override
        public void send(Redirection redirection, Duration timeout) throws InterruptedException {
            if (!sites().contains(redirection.site())) {
                throw new IllegalArgumentException("there is no way to " + redirection.site());
            }
            mayHang(timeout);
            if (route.underWay() != null) {
                route.await(timeout);
                throw new UnavailableException("something else is under way");
            }
            redirection.requirePossible("the route", route.where());
            if (redirection.isMadeIn(route.where())) {
                return;
            }
            if (route.fault() == TrafficSwitchContract.Fault.REFUSE) {
                throw new RejectedException("the token may not do that");
            }
            route.begin(redirection.site());
            if (route.fault() == TrafficSwitchContract.Fault.STUCK) {
                route.await(timeout);
                throw new UnavailableException("it is still under way");
            }
            route.end();
            if (route.fault() == TrafficSwitchContract.Fault.LOSE_ANSWER) {
                throw new UnavailableException("the answer was lost");
            }
        }

        private void mayHang(Duration timeout) throws InterruptedException {
            if (route.fault() == TrafficSwitchContract.Fault.HANG) {
                route.await(timeout);
                throw new UnavailableException("no answer in time");
            }
        }

        @Override
        public Duration longest() {
            return Duration.ofSeconds(5);
        }
    }

    @Test
    @DisplayName("is kept by a route in memory, all of it")
    void inMemory() {
        wrapped = UnaryOperator.identity();
        ContractRun.of(InMemory.class).assertGreen();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("bites")
    void bites(BrokenTrafficSwitch broken) {
        wrapped = broken.flaw.broken();
        ContractRun.of(InMemory.class).assertBites(broken.flaw);
    }
}
