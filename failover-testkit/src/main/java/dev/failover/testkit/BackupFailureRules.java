package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.backup.Backup;
import dev.failover.backup.Backup.Depth;
import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.testkit.BackupContract.Fault;
import dev.failover.testkit.BackupContract.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a {@link Backup} promises when something is wrong. */
abstract class BackupFailureRules extends BackupRules {
    /** What is more than a few seconds. */
    private static final Duration LONG = Duration.ofSeconds(10);

    BackupFailureRules(BackupContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("a snapshot that is not there is a RejectedException, and no other is taken for it")
    void unknownSnapshot() throws Exception {
        Backup backup = contract.backup(contract.repository());
        take(backup);
        for (String id :
                List.of("latest", "", "-", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")) {
            assertThatThrownBy(() -> restore(backup, id)).isInstanceOf(RejectedException.class);
            assertThatThrownBy(() -> backup.contents(id, file -> {}, contract.timeout()))
                    .isInstanceOf(RejectedException.class);
        }
    }

    @Test
    @DisplayName("a tree that is not there is a RejectedException, and leaves no snapshot")
    void noTree() throws Exception {
        Backup backup = contract.backup(contract.repository());
        assertThatThrownBy(() -> backup.take(tree.resolve("gone"), Set.of(), TAGS, contract.timeout()))
                .isInstanceOf(RejectedException.class);
        assertThat(backup.list(contract.timeout())).isEmpty();
    }

    @Test
    @DisplayName("damage is found by a look at the content, and never restored as if nothing were")
    void damage() throws Exception {
        Repository repository = contract.repository();
        Backup backup = contract.backup(repository);
        write("large", "y".repeat(100_000));
        String snapshot = take(backup).snapshot();
        backup.verify(Depth.STRUCTURE, contract.timeout());
        backup.verify(Depth.CONTENT, contract.timeout());
        inject(repository, Fault.DAMAGE);
        assertThatThrownBy(() -> backup.verify(Depth.CONTENT, contract.timeout()))
                .isInstanceOf(RejectedException.class);
        try {
            Path restored = restore(backup, snapshot);
            assertThat(restored.resolve("large")).hasSameBinaryContentAs(tree.resolve("large"));
            assertThat(restored.resolve("index.html")).hasContent("hello");
        } catch (RejectedException e) {
            // It says so: what was to be shown.
        }
    }

    @Test
    @DisplayName("a repository that is not there is a failure of each call, and is not made anew")
    void vanished() throws Exception {
        Repository repository = contract.repository();
        Backup backup = contract.backup(repository);
        String snapshot = take(backup).snapshot();
        inject(repository, Fault.VANISH);
        assertThatThrownBy(() -> take(backup)).isInstanceOf(ComponentException.class);
        assertThatThrownBy(() -> backup.list(contract.timeout())).isInstanceOf(ComponentException.class);
        assertThatThrownBy(() -> backup.verify(Depth.STRUCTURE, contract.timeout()))
                .isInstanceOf(ComponentException.class);
        repository.heal();
        assertThat(backup.list(contract.timeout()))
                .extracting(Backup.Snapshot::id)
                .containsExactly(snapshot);
    }

    @Test
    @DisplayName("a repository that another has locked is an UnavailableException, and no obstacle afterwards")
    void locked() throws Exception {
        Repository repository = contract.repository();
        Backup backup = contract.backup(repository);
        take(backup);
        inject(repository, Fault.LOCK);
        assertThatThrownBy(() -> take(backup)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> backup.expire(List.of(), contract.timeout())).isInstanceOf(UnavailableException.class);
        repository.heal();
        take(backup);
        assertThat(backup.list(contract.timeout())).hasSize(2);
    }

    @Test
    @DisplayName("a wrong password is a RejectedException of each call, which does not tell it")
    void refused() throws Exception {
        Repository repository = contract.repository();
        Backup first = contract.backup(repository);
        String snapshot = take(first).snapshot();
        inject(repository, Fault.REFUSE);
        Backup backup = contract.backup(repository);
        for (BackgroundCall<Object> call : List.of(
                BackgroundCall.<Object>start(() -> take(backup)),
                BackgroundCall.<Object>start(() -> backup.list(contract.timeout())),
                BackgroundCall.<Object>start(() -> restore(backup, snapshot)))) {
            BackgroundCall.Ended<Object> ended = call.await(contract.timeout());
            assertThat(ended.thrown()).isInstanceOf(RejectedException.class);
            if (!contract.secrets().isEmpty()) {
                assertThat(ended.trace()).doesNotContain(contract.secrets());
            }
        }
    }

    @Test
    @DisplayName("no secret shows in toString()")
    void secrecy() throws Exception {
        NotTested.unless(!contract.secrets().isEmpty(), "secrets() names no secret");
        assertThat(contract.backup(contract.repository()).toString()).doesNotContain(contract.secrets());
    }

    @Test
    @DisplayName("an interrupted call ends soon by an InterruptedException, and the next one works")
    void interrupted() throws Exception {
        Backup backup = contract.backup(contract.repository());
        fill();
        BackgroundCall<Object> call = BackgroundCall.start(() -> {
            Thread.currentThread().interrupt();
            return take(backup);
        });
        assertThat(call.await(LONG).thrown()).isInstanceOf(InterruptedException.class);
        assertThat(take(backup).unreadable()).isZero();
    }

    @Test
    @DisplayName("a call that has no time is an UnavailableException, and the next one works")
    void outOfTime() throws Exception {
        Backup backup = contract.backup(contract.repository());
        fill();
        BackgroundCall<Object> call =
                BackgroundCall.start(() -> backup.take(tree, Set.of(), TAGS, Duration.ofNanos(1)));
        assertThat(call.await(LONG).thrown()).isInstanceOf(UnavailableException.class);
        assertThat(backup.list(contract.timeout())).isEmpty();
        String snapshot = take(backup).snapshot();
        backup.verify(Depth.STRUCTURE, contract.timeout());
        assertThat(restore(backup, snapshot).resolve("in/0")).exists();
    }

    private void fill() throws IOException {
        for (int i = 0; i < 50; i++) {
            write("in/" + i, "content " + i);
        }
    }
}
