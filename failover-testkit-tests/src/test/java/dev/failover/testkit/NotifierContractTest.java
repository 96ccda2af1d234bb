package dev.failover.testkit;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.notify.Notifier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The contract of notifiers")
class NotifierContractTest {
    private static final Duration PATIENCE = Duration.ofSeconds(7);
    static final String KEY = "k3y-of-the-channel";
    private static UnaryOperator<Notifier> notifier = UnaryOperator.identity();

    /** The contract before a recording channel, with whichever notifier is to be judged. */
    static class Recording extends NotifierContract {
        @Override
        protected Channel open() {
            RecordingNotifier recording = new RecordingNotifier();
            return new Channel() {
                @Override
                public Notifier notifier() {
                    return notifier.apply(recording);
                }

                @Override
                public List<String> accepted() {
                    return recording.accepted().stream()
                            .map(accepted -> String.join(
                                    "\n",
                                    accepted.severity().name(),
                                    accepted.service(),
                                    accepted.title(),
                                    accepted.text()))
                            .toList();
                }

                @Override
                public int attempts() {
                    return recording.attempts().size();
                }

                @Override
                public boolean inject(Fault fault) {
                    switch (fault) {
                        case FAIL -> recording.failAlways(new UnavailableException("failed"));
                        case VANISH -> recording.failAlways(new UnavailableException("nobody listens"));
                        case THROTTLE -> recording.failAlways(new UnavailableException("too many", null, PATIENCE));
                        case REFUSE -> recording.failAlways(new RejectedException("refused"));
                        case HANG -> recording.hang();
                    }
                    return true;
                }

                @Override
                public Optional<Duration> patience() {
                    return Optional.of(PATIENCE);
                }

                @Override
                public void heal() {
                    recording.heal();
                }

                @Override
                public void close() {
                    recording.heal();
                }
            };
        }

        @Override
        protected boolean recognisesRepetition() {
            return true;
        }

        @Override
        protected Duration shortTimeout() {
            return Duration.ofMillis(100);
        }

        @Override
        protected List<String> secrets() {
            return List.of(KEY);
        }
    }

    @Test
    @DisplayName("is kept by the recording notifier, all of it")
    void recording() {
        notifier = UnaryOperator.identity();
        ContractRun.of(Recording.class).assertGreen();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("bites")
    void bites(BrokenNotifier broken) {
        notifier = broken.flaw.broken();
        ContractRun.of(Recording.class).assertBites(broken.flaw);
    }
}
