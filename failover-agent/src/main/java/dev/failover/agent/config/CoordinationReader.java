package dev.failover.agent.config;

import dev.failover.component.InvalidSettingsException;
import dev.failover.coordination.Coordination;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.CoordinatorFactory;
import java.util.Optional;

/** Makes what several watchers decide together by: the store that they share, and who has a vote. */
final class CoordinationReader {
    private final Faults faults;
    private final String watcher;

    /** @param watcher how this watcher is called */
    CoordinationReader(Faults faults, String watcher) {
        this.faults = faults;
        this.watcher = watcher;
    }

    /** Empty if it can't be made; what is wrong is told. */
    Optional<Coordination> read(BlockReader block) {
        Coordination.Builder builder = Coordination.builder().watcher(watcher);
        boolean whole = true;
        for (BlockReader voter : block.eachListed("voters")) {
            Optional<String> name = voter.requiredText("name", "which watcher has a vote?");
            Optional<String> domain = voter.requiredText("domain", "what fails as one with it?");
            voter.finish();
            whole &= name.isPresent() && domain.isPresent();
            name.ifPresent(known -> builder.voter(known, domain.orElse("stand-in")));
        }
        try {
            // All but the rest is ours; what is wrong with it is told beside what is wrong with the store.
            block.settings(
                            "quorum",
                            "turnout",
                            "lease",
                            "renew",
                            "poll",
                            "timeout",
                            "margin",
                            "vote-valid",
                            "acquire-after")
                    .reader()
                    .integer("quorum", builder::quorum)
                    .integer("turnout", builder::turnout)
                    .duration("lease", builder::lease)
                    .duration("renew", builder::renew)
                    .duration("poll", builder::poll)
                    .duration("timeout", builder::timeout)
                    .duration("margin", builder::margin)
                    .duration("vote-valid", builder::voteValid)
                    .duration("acquire-after", builder::acquireAfter)
                    .build(() -> builder);
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
            whole = false;
        }
        Optional<Coordinator> store = new ComponentReader<>(CoordinatorFactory.class, faults).read(block);
        if (store.isEmpty() || !whole) {
            store.ifPresent(Coordinator::close);
            return Optional.empty();
        }
        try {
            return Optional.of(builder.coordinator(store.get()).build());
        } catch (InvalidSettingsException e) {
            faults.addAll(e.under(block.path()));
            store.get().close();
            return Optional.empty();
        }
    }
}
