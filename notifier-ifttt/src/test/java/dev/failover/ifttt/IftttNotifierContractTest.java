package dev.failover.ifttt;

import dev.failover.component.Secret;
import dev.failover.notify.Notifier;
import dev.failover.testkit.NotifierContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

class IftttNotifierContractTest {
    @Nested
    class Values extends Contract {
        Values() {
            super(IftttFormat.VALUES);
        }
    }

    @Nested
    class Json extends Contract {
        Json() {
            super(IftttFormat.JSON);
        }
    }

    abstract static class Contract extends NotifierContract {
        private final IftttFormat format;

        Contract(IftttFormat format) {
            this.format = format;
        }

        @Override
        protected Channel open() throws IOException {
            return new IftttChannel(IftttServer.start(), format);
        }

        @Override
        protected List<String> secrets() {
            return List.of(IftttServer.KEY, "some-other-key");
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(7);

    private static final class IftttChannel implements NotifierContract.Channel {
        private final IftttServer ifttt;
        private final IftttFormat format;

        IftttChannel(IftttServer ifttt, IftttFormat format) {
            this.ifttt = ifttt;
            this.format = format;
        }

        @Override
        public Notifier notifier() {
            return IftttNotifier.builder()
                    .event("site_down")
                    .key(Secret.of(IftttServer.KEY))
                    .baseUrl(ifttt.url())
                    .format(format)
                    .build();
        }

        @Override
        public List<String> accepted() {
            return ifttt.acceptedTexts();
        }

        @Override
        public int attempts() {
            return ifttt.attempts();
        }

        @Override
        public boolean inject(NotifierContract.Fault fault) {
            switch (fault) {
                case FAIL -> ifttt.fault = IftttServer.html(503, "<html>Backend fetch failed</html>");
                case THROTTLE ->
                    ifttt.fault = IftttServer.html(429, "Too many")
                            .newBuilder()
                            .setHeader("Retry-After", PATIENCE.toSeconds())
                            .build();
                case HANG -> ifttt.fault = IftttServer.hang();
                case VANISH -> ifttt.close();
                case REFUSE ->
                    ifttt.fault = IftttServer.json(401, "{\"errors\":[{\"message\":\"You sent an invalid key.\"}]}");
            }
            return true;
        }

        @Override
        public Optional<Duration> patience() {
            return Optional.of(PATIENCE);
        }

        @Override
        public void heal() {
            ifttt.fault = null;
        }

        @Override
        public void close() {
            ifttt.close();
        }
    }
}
