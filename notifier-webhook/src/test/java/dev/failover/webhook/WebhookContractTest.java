package dev.failover.webhook;

import dev.failover.notify.Notifier;
import dev.failover.testkit.NotifierContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("long")
class WebhookContractTest {
    @Nested
    class Generic extends Contract {
        Generic() {
            super(Vendor.GENERIC);
        }
    }

    @Nested
    class Slack extends Contract {
        Slack() {
            super(Vendor.SLACK);
        }
    }

    @Nested
    class Discord extends Contract {
        Discord() {
            super(Vendor.DISCORD);
        }
    }

    @Nested
    class Teams extends Contract {
        Teams() {
            super(Vendor.TEAMS);
        }
    }

    @Nested
    class Ntfy extends Contract {
        Ntfy() {
            super(Vendor.NTFY);
        }
    }

    @Nested
    class Gotify extends Contract {
        Gotify() {
            super(Vendor.GOTIFY);
        }
    }

    @Nested
    class Pushover extends Contract {
        Pushover() {
            super(Vendor.PUSHOVER);
        }

        @Override
        protected int leastText() {
            return 700;
        }
    }

    @Nested
    class Telegram extends Contract {
        Telegram() {
            super(Vendor.TELEGRAM);
        }
    }

    @Nested
    class PagerDuty extends Contract {
        PagerDuty() {
            super(Vendor.PAGERDUTY);
        }
    }

    @Nested
    class Matrix extends Contract {
        Matrix() {
            super(Vendor.MATRIX);
        }
    }

    @Nested
    class Alertmanager extends Contract {
        Alertmanager() {
            super(Vendor.ALERTMANAGER);
        }
    }

    abstract static class Contract extends NotifierContract {
        private final Vendor vendor;

        Contract(Vendor vendor) {
            this.vendor = vendor;
        }

        @Override
        protected Channel open() throws IOException {
            return new VendorChannel(VendorServer.start(vendor));
        }

        @Override
        protected boolean recognisesRepetition() {
            return Set.of(Vendor.GENERIC, Vendor.NTFY, Vendor.PAGERDUTY, Vendor.MATRIX, Vendor.ALERTMANAGER)
                    .contains(vendor);
        }

        @Override
        protected List<String> secrets() {
            return vendor.secrets();
        }
    }

    private record VendorChannel(VendorServer server) implements NotifierContract.Channel {
        @Override
        public Notifier notifier() {
            return server.vendor.builder(server.url()).build();
        }

        @Override
        public List<String> accepted() {
            return server.accepted();
        }

        @Override
        public int attempts() {
            return server.attempts();
        }

        @Override
        public boolean inject(NotifierContract.Fault fault) {
            switch (fault) {
                case FAIL -> server.fault = VendorAnswers.html(503, "<html>Backend fetch failed</html>");
                case THROTTLE -> server.fault = server.vendor.tooMuch;
                case HANG ->
                    server.fault = new MockResponse.Builder()
                            .onResponseStart(SocketEffect.Stall.INSTANCE)
                            .build();
                case VANISH -> server.close();
                case REFUSE -> server.fault = server.vendor.refused;
            }
            return true;
        }

        @Override
        public Optional<Duration> patience() {
            return Optional.of(server.vendor.patience()).filter(wait -> !wait.isZero());
        }

        @Override
        public void heal() {
            server.fault = null;
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
