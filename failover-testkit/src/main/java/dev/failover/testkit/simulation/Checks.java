package dev.failover.testkit.simulation;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.ServiceState;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import java.util.List;
import java.util.Optional;

/**
 * What must hold at every step. Each family of invariants has a file of its own and is told of what happens; what a watcher
 * journals is handed on to them from here. S9, of what a human overrides, and S17, of what a process begins with, are held here.
 */
final class Checks {
    static final RecordKey OWNERSHIP = new RecordKey("_failover-www", RecordType.TXT);

    private final World world;
    private final Accounts accounts = new Accounts();
    final Violations violations;
    final PublishingChecks publishing;
    final AuthorshipChecks authorship;
    final EvidenceChecks evidence;
    final PermissionChecks permissions;
    final LivenessChecks liveness;
    final CollectionChecks collection;

    Checks(World world) {
        this.world = world;
        violations = new Violations(world);
        publishing = new PublishingChecks(world, accounts, violations);
        authorship = new AuthorshipChecks(world, accounts, violations);
        evidence = new EvidenceChecks(world, violations);
        permissions = new PermissionChecks(world, accounts, violations, authorship);
        liveness = new LivenessChecks(world, accounts, violations);
        collection = new CollectionChecks(world, violations);
    }

    /** A process begins with what it found on its disk. */
    void started(Watcher watcher, Failover failover) {
        if (watcher.mode == Mode.OBSERVE) {
            return;
        }
        Account account = accounts.of(watcher);
        List<JournalEntry> latest = failover.history(1);
        long found = latest.stream().mapToLong(JournalEntry::sequence).max().orElse(0);
        violations.require(
                found >= account.sequence,
                "S17",
                "%s begins with entry %s, after it acknowledged entry %s"
                        .formatted(watcher.name(), found, account.sequence));
        for (JournalEntry entry : latest) {
            if (entry.sequence() > account.sequence) {
                journalled(watcher, entry, false);
            }
        }
    }

    void journalled(Watcher watcher, JournalEntry entry) {
        journalled(watcher, entry, true);
    }

    /** @param now whether what it was decided from is what is known now; else it came to light after a crash */
    private void journalled(Watcher watcher, JournalEntry entry, boolean now) {
        Account account = accounts.of(watcher);
        ServiceState before = account.state;
        ServiceState next = entry.state();
        world.note("%s journalled %s: %s"
                .formatted(
                        watcher.name(),
                        entry.event().kind().toString(),
                        entry.event().text()));
        violations.require(watcher.mode != Mode.OBSERVE, "S18", watcher.name() + " only looks on, but journals");
        account.sequence = entry.sequence();
        account.state = next;
        if (next.pause().isEmpty()) {
            account.pausedAt = Long.MAX_VALUE;
        } else if (before.pause().isEmpty()) {
            account.pausedAt = world.timeline().now();
        }
        authorship.epochs(watcher, account, before, next);
        if (next.epoch() > before.epoch()) {
            account.decidedAt = watcher.decidingSince();
        }
        if (entry.event().kind() == JournalEvent.Kind.APPROVED) {
            account.approved.put(
                    next.approval().orElseThrow().site(), world.timeline().now() + World.APPROVED.toNanos());
        }
        authorship.foreign(watcher, before, next);
        if (next.epoch() > before.epoch()
                && next.transition().isPresent()
                && next.assignment().isPresent()) {
            switched(watcher, account, before, next, now ? Optional.of(entry) : Optional.empty());
        }
        next.assignment().ifPresent(assignment -> permissions.choices(watcher, account, before, next, assignment));
        if (world.plan().fenced()
                && before.transition().isPresent()
                && next.epoch() > before.epoch()
                && next.transition().isEmpty()) {
            watcher.forget();
        }
        if (before.latch().isPresent() && next.latch().isEmpty()) {
            account.automatic.clear();
            account.automaticTrue.clear();
        }
        if (before.transition().isPresent() && next.transition().isEmpty() && next.epoch() == before.epoch()) {
            account.toBeTold.add("www/%s/published".formatted(next.epoch()));
            if (now) {
                liveness.requirePublished(watcher, next);
            }
        }
        next.conditions()
                .forEach((id, since) -> account.toBeTold.add("www/%s/%s/raised".formatted(id, since.toEpochMilli())));
    }

    private void switched(
            Watcher watcher, Account account, ServiceState before, ServiceState next, Optional<JournalEntry> entry) {
        Assignment made = next.assignment().orElseThrow();
        account.toBeTold.add("www/%s/decided".formatted(made.epoch()));
        if (entry.isEmpty()) {
            return;
        }
        String text = entry.get().event().text();
        String from = before.assignment().map(Assignment::site).orElse("");
        if (made.isAutomatic()) {
            permissions.requireFree(watcher, before, made);
            evidence.requireReady(watcher, made.site());
            world.coordination().ifPresent(shared -> shared.decides(watcher, made.site()));
            if (made.cause() != Cause.RETRACTION && made.cause() != Cause.RESTORATION) {
                permissions.requireFew(watcher, account, made);
                permissions.requireAllowed(watcher, account, made);
                authorship.requireNobodyAtWork(watcher, before);
            }
        } else {
            boolean ready = evidence.isReady(watcher, made.site()).isEmpty();
            boolean named = text.contains(made.by());
            boolean reasoned = ready || text.contains("drill of the day");
            violations.require(
                    named && reasoned, "S9", "a human's override of the gates is not journalled with name and reason");
        }
        account.switchedAt = world.timeline().now();
        if (made.cause() != Cause.RESTORATION) {
            account.approved.clear();
        }
        switch (made.cause()) {
            case FAILOVER -> evidence.left(watcher, from);
            case FAILBACK -> permissions.returned(watcher, account, made);
            default -> {}
        }
    }
}
