package dev.failover.examples;

import dev.failover.notify.Notifier;
import dev.failover.testkit.NotifierContract;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;

/** All it takes to prove a notifier: a server that behaves as the channel's, well or badly. */
class YourOwnNotifierTest extends NotifierContract {
    @Override
    protected Channel open() throws IOException {
        return new Topic();
    }

    @Override
    protected List<String> secrets() {
        return List.of("alerts");
    }

    private static final class Topic extends Dispatcher implements Channel {
        private final MockWebServer server = new MockWebServer();
        private final List<String> accepted = new CopyOnWriteArrayList<>();
        private volatile MockResponse answer = status(200).build();

        Topic() throws IOException {
            server.setDispatcher(this);
            server.start();
        }

        private static MockResponse.Builder status(int status) {
            return new MockResponse.Builder().code(status);
        }

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            MockResponse now = answer;
            if (now.getCode() == 200) {
                accepted.add(request.getBody().utf8());
            }
            return now;
        }

        @Override
        public Notifier notifier() {
            return new YourOwnNotifier(server.url("/alerts").uri());
        }

        @Override
        public List<String> accepted() {
            return accepted;
        }

        @Override
        public int attempts() {
            return server.getRequestCount();
        }

        @Override
        public boolean inject(Fault fault) {
            switch (fault) {
                case HANG ->
                    answer = status(504)
                            .onResponseStart(SocketEffect.Stall.INSTANCE)
                            .build();
                case VANISH -> server.close();
                case FAIL -> answer = status(503).build();
                case THROTTLE -> answer = status(429).build();
                case REFUSE -> answer = status(403).build();
            }
            return true;
        }

        @Override
        public void heal() {
            answer = status(200).build();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
