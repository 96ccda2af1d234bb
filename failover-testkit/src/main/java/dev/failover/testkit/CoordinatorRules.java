package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.SharedRecord;
import dev.failover.testkit.CoordinatorContract.Fault;
import dev.failover.testkit.CoordinatorContract.Store;
import java.util.Optional;

/** What the parts of {@link CoordinatorContract} share. */
abstract class CoordinatorRules {
    static final String WWW = "www";

    final CoordinatorContract contract;

    CoordinatorRules(CoordinatorContract contract) {
        this.contract = contract;
    }

    final Optional<SharedRecord> read(Coordinator coordinator, String service) throws InterruptedException {
        return coordinator.read(service, contract.timeout());
    }

    final String write(Coordinator coordinator, Optional<String> expected, String content) throws InterruptedException {
        return coordinator.write(WWW, expected, content, contract.timeout());
    }

    final String create(Coordinator coordinator, String content) throws InterruptedException {
        return write(coordinator, Optional.empty(), content);
    }

    final void assertConflict(Coordinator coordinator, Optional<String> expected, String content) {
        assertThatThrownBy(() -> write(coordinator, expected, content)).isInstanceOf(ConflictException.class);
    }

    final void assertRecord(Coordinator coordinator, String version, String content) throws InterruptedException {
        assertThat(read(coordinator, WWW)).as("the record").hasValue(new SharedRecord(version, content));
    }

    static void inject(Store store, Fault fault) throws Exception {
        NotTested.unless(store.inject(fault), "this store can't make the fault " + fault + " happen");
    }
}
