package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.ConflictException;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.SharedRecord;
import dev.failover.testkit.BackgroundCall.Ended;
import dev.failover.testkit.CoordinatorContract.Fault;
import dev.failover.testkit.CoordinatorContract.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a {@link Coordinator} promises to several writers at one moment. */
abstract class CoordinatorRaceRules extends CoordinatorRules {
    private static final int WRITERS = 4;
    private static final int ROUNDS = 15;
    private static final int INCREMENTS = 10;

    CoordinatorRaceRules(CoordinatorContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("of several clients that make a record at one moment exactly one succeeds")
    void makers() throws Exception {
        Store store = contract.store();
        List<Coordinator> clients = clients(store);
        for (int round = 0; round < ROUNDS; round++) {
            String service = "service" + round;
            race(clients, service, Optional.empty());
        }
    }

    @Test
    @DisplayName("of several clients that expect the same version exactly one succeeds, and what it wrote is there")
    void replacers() throws Exception {
        Store store = contract.store();
        List<Coordinator> clients = clients(store);
        Optional<String> version = Optional.of(create(clients.get(0), "begin"));
        for (int round = 0; round < ROUNDS; round++) {
            version = Optional.of(race(clients, WWW, version));
        }
    }

    /** @return the version of the one that succeeded */
    private String race(List<Coordinator> clients, String service, Optional<String> expected) throws Exception {
        CyclicBarrier start = new CyclicBarrier(clients.size());
        List<BackgroundCall<SharedRecord>> calls = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            Coordinator client = clients.get(i);
            String content = "by writer " + i + " of whoever expected " + expected.orElse("nothing");
            calls.add(BackgroundCall.start(() -> {
                start.await();
                return new SharedRecord(client.write(service, expected, content, contract.timeout()), content);
            }));
        }
        List<SharedRecord> winners = new ArrayList<>();
        for (BackgroundCall<SharedRecord> call : calls) {
            Ended<SharedRecord> ended = call.await(contract.timeout().multipliedBy(2));
            if (ended.value() != null) {
                winners.add(ended.value());
            } else {
                assertThat(ended.thrown()).isInstanceOf(ConflictException.class);
            }
        }
        assertThat(winners).as("writers that succeeded").hasSize(1);
        assertThat(read(clients.get(0), service)).as("the record").hasValue(winners.get(0));
        return winners.get(0).version();
    }

    @Test
    @DisplayName("a number that several clients count up, each after reading it, loses no step")
    void counter() throws Exception {
        Store store = contract.store();
        List<Coordinator> clients = clients(store);
        create(clients.get(0), "0");
        List<BackgroundCall<Boolean>> calls = new ArrayList<>();
        for (Coordinator client : clients) {
            calls.add(BackgroundCall.start(counting(client)));
        }
        for (BackgroundCall<Boolean> call : calls) {
            assertThat(call.await(contract.timeout().multipliedBy(3)).thrown()).isNull();
        }
        assertThat(read(clients.get(0), WWW).map(SharedRecord::content)).hasValue("" + WRITERS * INCREMENTS);
    }

    private Callable<Boolean> counting(Coordinator client) {
        return () -> {
            int latest = -1;
            int done = 0;
            // Each conflict is another client's step, of which there are so many.
            for (int attempts = 0; done < INCREMENTS && attempts < WRITERS * INCREMENTS; attempts++) {
                SharedRecord found = read(client, WWW).orElseThrow();
                int count = Integer.parseInt(found.content());
                assertThat(count).as("what was read after " + latest).isGreaterThanOrEqualTo(latest);
                try {
                    write(client, Optional.of(found.version()), "" + (count + 1));
                    latest = count + 1;
                    done++;
                } catch (ConflictException e) {
                    latest = count;
                }
            }
            assertThat(done).as("steps that succeeded").isEqualTo(INCREMENTS);
            return true;
        };
    }

    @Test
    @DisplayName("one client serves several threads at once, and none of them gets another's answer")
    void threads() throws Exception {
        Coordinator client = contract.coordinator(contract.store());
        List<BackgroundCall<Boolean>> calls = new ArrayList<>();
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        for (int i = 0; i < WRITERS; i++) {
            String service = "service" + i;
            calls.add(BackgroundCall.start(() -> {
                start.await();
                Optional<String> version = Optional.empty();
                for (int round = 0; round < ROUNDS; round++) {
                    String content = service + " in round " + round;
                    version = Optional.of(client.write(service, version, content, contract.timeout()));
                    assertThat(read(client, service)).hasValue(new SharedRecord(version.get(), content));
                }
                return true;
            }));
        }
        for (BackgroundCall<Boolean> call : calls) {
            assertThat(call.await(contract.timeout().multipliedBy(3)).thrown()).isNull();
        }
    }

    @Test
    @DisplayName("what one client has written is what every other reads from then on")
    void nothingStale() throws Exception {
        Store store = contract.store();
        List<Coordinator> clients = clients(store);
        Optional<String> version = Optional.empty();
        for (int round = 0; round < ROUNDS; round++) {
            String content = "round " + round;
            version = Optional.of(write(clients.get(round % WRITERS), version, content));
            for (Coordinator client : clients) {
                assertRecord(client, version.get(), content);
            }
        }
    }

    @Test
    @DisplayName("what somebody else wrote just before is a conflict, and stays")
    void changedMeanwhile() throws Exception {
        for (boolean exists : List.of(true, false)) {
            Store store = contract.store();
            Coordinator coordinator = contract.coordinator(store);
            Optional<String> version = exists ? Optional.of(create(coordinator, "before")) : Optional.empty();
            inject(store, Fault.CHANGE_BEFORE_NEXT_WRITE);
            assertConflict(coordinator, version, "after");
            assertThat(read(coordinator, WWW).map(SharedRecord::content)).hasValue(CoordinatorContract.INTRUDER);
        }
    }

    private List<Coordinator> clients(Store store) throws Exception {
        List<Coordinator> clients = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            clients.add(contract.coordinator(store));
        }
        return clients;
    }
}
