package dev.failover.testkit;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.testkit.TrafficSwitchContractTest.RouteSwitch;
import dev.failover.traffic.Redirection;
import dev.failover.traffic.Traffic;
import dev.failover.traffic.TrafficSwitch;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Switches with one fault each, and the sentence that must go red. */
enum BrokenTrafficSwitch {
    TAKES_AN_HOUR(
            "The sites that it can send to, and how long that takes at most, are said without asking anybody, and stay the same",
            Set.of(),
            of -> new Wrapper(of) {
                @Override
                public Duration longest() {
                    return Duration.ofHours(1);
                }
            }),
    REMEMBERS_WHAT_IT_DID(
            "It says which site gets the traffic, whoever sent it there",
            Set.of("Traffic that", "What can't be", "From elsewhere", "Nobody waits"),
            of -> new Wrapper(of) {
                @Override
                public Traffic ask(Duration timeout) {
                    return Traffic.to("home");
                }
            }),
    GUESSES_A_SITE(
            "Traffic that goes to no site, or to several, is never said to go to one",
            Set.of("From elsewhere"),
            of -> new Wrapper(of) {
                @Override
                public Traffic ask(Duration timeout) throws InterruptedException {
                    Traffic said = super.ask(timeout);
                    return said.site().isPresent() ? said : Traffic.to("home");
                }
            }),
    TAKES_NO_ANSWER_FOR_ONE(
            "What can't be told is a failure, and no guess", Set.of("Nobody waits"), of -> new Wrapper(of) {
                @Override
                public Traffic ask(Duration timeout) throws InterruptedException {
                    try {
                        return super.ask(timeout);
                    } catch (UnavailableException e) {
                        return Traffic.to("home");
                    }
                }
            }),
    RETURNS_BEFORE_IT_IS_DONE(
            "Once the call has returned the site gets the traffic",
            Set.of("From elsewhere", "What was done", "What was begun", "A site that has", "An interrupted"),
            of -> new Wrapper(of) {
                @Override
                public void send(Redirection redirection, Duration timeout) throws InterruptedException {
                    if (!sites().contains(redirection.site()) || sound.route().fault() != null) {
                        super.send(redirection, timeout);
                        return;
                    }
                    redirection.requirePossible("the route", sound.route().where());
                    sound.route().begin(redirection.site());
                }
            }),
    FINDS_NOTHING_TO_DO(
            "A site that has the traffic already is sent to all the same",
            Set.of("What was done", "What was begun"),
            of -> new Wrapper(of) {
                @Override
                public void send(Redirection redirection, Duration timeout) throws InterruptedException {
                    if (redirection.isMadeIn(sound.route().where())) {
                        throw new ConflictException("it goes there already");
                    }
                    super.send(redirection, timeout);
                }
            }),
    OVERWRITES(
            "Where the traffic does not go where that is expected, that is a conflict, and nothing is done",
            Set.of(),
            of -> new Wrapper(of) {
                @Override
                public void send(Redirection redirection, Duration timeout) throws InterruptedException {
                    super.send(new Redirection(sound.route().where(), redirection.site()), timeout);
                }
            }),
    KNOWS_SITES_ONLY("From elsewhere it is redirected by who expects that", Set.of(), of -> new Wrapper(of) {
        @Override
        public void send(Redirection redirection, Duration timeout) throws InterruptedException {
            if (redirection.expected().site().isEmpty()) {
                throw new ConflictException("it goes elsewhere");
            }
            super.send(redirection, timeout);
        }
    }),
    TAKES_ANY_SITE(
            "A site that it can't send to is refused as a mistake of the caller", Set.of(), of -> new Wrapper(of) {
                @Override
                public void send(Redirection redirection, Duration timeout) throws InterruptedException {
                    if (!sites().contains(redirection.site())) {
                        sound.route().redirect(Traffic.elsewhere(redirection.site()));
                        return;
                    }
                    super.send(redirection, timeout);
                }
            }),
    TRIES_AGAIN_FOR_EVER("A right that is missing is a refusal", Set.of(), of -> new Wrapper(of) {
        @Override
        public void send(Redirection redirection, Duration timeout) throws InterruptedException {
            try {
                super.send(redirection, timeout);
            } catch (RejectedException e) {
                throw new UnavailableException("it did not work");
            }
        }
    }),
    PUTS_ONE_ON_TOP_OF_THE_OTHER(
            "What was begun and does not end is told, and nothing succeeds before it is over",
            Set.of(),
            of -> new Wrapper(of) {
                @Override
                public void send(Redirection redirection, Duration timeout) throws InterruptedException {
                    if (sites().contains(redirection.site())
                            && redirection.isMadeIn(sound.route().where())) {
                        return;
                    }
                    super.send(redirection, timeout);
                }
            }),
    WAITS_FOR_EVER("Nobody waits longer than the time given", Set.of(), of -> new Wrapper(of) {
        @Override
        public void send(Redirection redirection, Duration timeout) throws InterruptedException {
            boolean hangs = sound.route().fault() == TrafficSwitchContract.Fault.HANG;
            super.send(redirection, hangs ? timeout.plusSeconds(12) : timeout);
        }
    }),
    SWALLOWS_INTERRUPTIONS("An interrupted call ends soon, and the next one works", Set.of(), of -> new Wrapper(of) {
        @Override
        public void send(Redirection redirection, Duration timeout) throws InterruptedException {
            try {
                super.send(redirection, timeout);
            } catch (InterruptedException e) {
                Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(10));
                throw new UnavailableException("interrupted");
            }
        }
    }),
    TELLS_A_SECRET("No secret shows in a failure, in what is said or in toString()", Set.of(), of -> new Wrapper(of) {
        @Override
        public String toString() {
            return "a route by " + TrafficSwitchContractTest.SECRET;
        }
    });

    final Flaw<UnaryOperator<TrafficSwitch>> flaw;

    BrokenTrafficSwitch(String sentence, Set<String> also, Function<RouteSwitch, TrafficSwitch> broken) {
        flaw = new Flaw<>(sentence, false, also, sound -> broken.apply((RouteSwitch) sound));
    }

    private abstract static class Wrapper implements TrafficSwitch {
        final RouteSwitch sound;

        Wrapper(RouteSwitch sound) {
            this.sound = sound;
        }

        @Override
        public Set<String> sites() {
            return sound.sites();
        }

        @Override
        public Traffic ask(Duration timeout) throws InterruptedException {
            return sound.ask(timeout);
        }

        @Override
        public void send(Redirection redirection, Duration timeout) throws InterruptedException {
            sound.send(redirection, timeout);
        }

        @Override
        public Duration longest() {
            return sound.longest();
        }
    }
}
