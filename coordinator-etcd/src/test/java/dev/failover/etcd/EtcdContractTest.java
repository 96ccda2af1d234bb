package dev.failover.etcd;

import dev.failover.component.Secret;
import dev.failover.coordination.Coordinator;
import dev.failover.testkit.CoordinatorContract;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("long")
@DisplayName("At three members of a real etcd,")
class EtcdContractTest extends CoordinatorContract {
    private static final String PASSWORD = "pw-of-watchers-4711";
    private static final Duration PATIENCE = Duration.ofSeconds(7);
    private static @Nullable Etcd etcd;
    private static int users;

    @BeforeAll
    static void start() throws Exception {
        Etcd started = Etcd.start(3);
        started.enableAuthentication();
        etcd = started;
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(etcd).close();
    }

    @Override
    protected Store open() throws Exception {
        users++;
        return new RealStore(Objects.requireNonNull(etcd), "watcher" + users);
    }

    @Override
    protected List<String> secrets() {
        return List.of(PASSWORD);
    }

    private static final class RealStore implements Store {
        private final Etcd etcd;
        private final String user;
        private final List<Gateway> gateways = new ArrayList<>();

        RealStore(Etcd etcd, String user) throws Exception {
            this.etcd = etcd;
            this.user = user;
            etcd.user(user, PASSWORD, "READWRITE");
            for (int port : etcd.ports()) {
                gateways.add(new Gateway(port));
            }
        }

        /** Each begins at another endpoint. */
        @Override
        public Coordinator coordinator() {
            List<String> endpoints =
                    new ArrayList<>(gateways.stream().map(Gateway::url).toList());
            gateways.add(gateways.remove(0));
            return EtcdCoordinator.builder()
                    .endpoints(endpoints)
                    .user(user)
                    .password(Secret.of(PASSWORD))
                    .prefix(user + "/")
                    .build();
        }

        @Override
        public boolean remove(String service) throws Exception {
            etcd.delete(user + "/" + service);
            return true;
        }

        @Override
        public boolean inject(Fault fault) throws Exception {
            if (fault == Fault.REFUSE) {
                etcd.password(user, "another");
            }
            for (Gateway gateway : gateways) {
                switch (fault) {
                    case LOSE_NEXT_ANSWER -> gateway.loseNextAnswer();
                    case CHANGE_BEFORE_NEXT_WRITE ->
                        gateway.beforeNextWrite(() -> etcd.put(user + "/www", "another\n" + INTRUDER));
                    case FAIL ->
                        gateway.answerAll(new Gateway.Answer(
                                503,
                                "{\"error\":\"etcdserver: no leader\",\"message\":\"etcdserver: no leader\",\"code\":14}",
                                ""));
                    case NONSENSE -> gateway.answerAll(new Gateway.Answer(200, "<html>All is well</html>", ""));
                    case THROTTLE ->
                        gateway.answerAll(new Gateway.Answer(
                                429,
                                "{\"error\":\"etcdserver: too many requests\",\"message\":\"etcdserver: too many requests\",\"code\":8}",
                                "" + PATIENCE.toSeconds()));
                    case HANG -> gateway.hang();
                    case VANISH -> gateway.vanish();
                    case REFUSE -> {}
                }
            }
            return true;
        }

        @Override
        public Optional<Duration> patience() {
            return Optional.of(PATIENCE);
        }

        @Override
        public OptionalLong writes() {
            return OptionalLong.of(gateways.stream().mapToLong(Gateway::writes).sum());
        }

        @Override
        public void heal() throws IOException {
            for (Gateway gateway : gateways) {
                gateway.heal();
            }
        }

        @Override
        public void close() throws IOException {
            for (Gateway gateway : gateways) {
                gateway.close();
            }
        }
    }
}
