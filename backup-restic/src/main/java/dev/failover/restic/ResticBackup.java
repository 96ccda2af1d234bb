package dev.failover.restic;

import dev.failover.backup.Backup;
import dev.failover.component.Finding;
import dev.failover.component.Findings;
import dev.failover.component.Inspectable;
import dev.failover.component.RejectedException;
import dev.failover.internal.process.Command;
import dev.failover.restic.Messages.Listed;
import dev.failover.restic.Messages.Summary;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots in a repository of restic (0.14 or newer), by the restic program of this machine.
 *
 * <p>The repository must be there: it is never made, so that one on a disk that is not mounted is missed. Password and keys travel in
 * restic's environment.
 *
 * <p>A lock that a killed restic of this machine left behind is removed by the next call; one of another machine is restic's to judge,
 * which takes it for left behind after 30 minutes. Thread-safe; calls run side by side, as far as restic lets them.
 */
public final class ResticBackup implements Backup, Inspectable {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8,64}");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9.:_-]+");
    private static final Pattern SPECIAL = Pattern.compile("[\\\\*?\\[\\]]");
    /** Of names among the arguments of one call; systems allow 2 MB. */
    private static final int MOST_NAMED = 256 * 1024;

    private final Restic restic;

    ResticBackup(Restic restic) {
        this.restic = restic;
    }

    /** A builder; its repository and password must be set. */
    public static ResticBackupBuilder builder() {
        return new ResticBackupBuilder();
    }

    @Override
    public Taken take(Path tree, Set<String> excluded, Map<String, String> tags, Duration timeout)
            throws InterruptedException {
        Deadline deadline = restic.deadline(timeout);
        Path root = real(tree);
        List<String> arguments = new ArrayList<>(List.of("backup", "--json"));
        tags.forEach((name, value) -> arguments.add("--tag=" + tag(name) + "=" + tag(value)));
        excluded.forEach(name -> arguments.add("--exclude=" + literal(root.resolve(name))));
        arguments.add("--");
        arguments.add(root.toString());
        AtomicReference<@Nullable Summary> said = new AtomicReference<>();
        Command.Ended ended =
                restic.run(arguments, deadline, line -> Messages.summary(line).ifPresent(said::set));
        Summary summary = said.get();
        boolean made = ended.status() == 0 || ended.status() == ResticFailure.INCOMPLETE;
        if (!made || summary == null) {
            throw ResticFailure.of(ended.status(), ended.errors(), restic.repository());
        }
        long unreadable = ended.status() == 0
                ? 0
                : Math.max(
                        1,
                        ended.errors()
                                .lines()
                                .filter(line -> line.contains("\"error\""))
                                .count());
        return new Taken(
                one(summary.snapshot(), deadline).snapshot().id(),
                summary.files(),
                summary.bytes(),
                summary.added(),
                unreadable);
    }

    /** A link would be kept as one. */
    private static Path real(Path tree) {
        try {
            return tree.toRealPath();
        } catch (IOException e) {
            throw new RejectedException("%s is not there, or can't be looked at: %s".formatted(tree, e), e);
        }
    }

    private static String tag(String text) {
        if (!TAG.matcher(text).matches()) {
            throw new IllegalArgumentException("a tag has letters, digits and . : _ -, not \"" + text + "\"");
        }
        return text;
    }

    /** As a pattern that stands for itself. */
    private static String literal(Path path) {
        return SPECIAL.matcher(path.toString()).replaceAll("\\\\$0");
    }

    @Override
    public List<Snapshot> list(Duration timeout) throws InterruptedException {
        return listed(List.of(), restic.deadline(timeout)).stream()
                .map(Listed::snapshot)
                .sorted(Comparator.comparing(Snapshot::taken))
                .toList();
    }

    private List<Listed> listed(List<String> ids, Deadline deadline) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("snapshots", "--json", "--no-lock"));
        arguments.addAll(ids);
        List<Listed> found = new ArrayList<>();
        restic.succeed(arguments, deadline, line -> found.addAll(Messages.snapshots(line)));
        return found;
    }

    private Listed one(String id, Deadline deadline) throws InterruptedException {
        return listed(List.of(known(id)), deadline).stream()
                .filter(listed -> listed.snapshot().id().startsWith(id))
                .findFirst()
                .orElseThrow(() -> noSuch(id));
    }

    /** Other words mean something to restic: {@code latest}. */
    private String known(String id) {
        if (!ID.matcher(id).matches()) {
            throw noSuch(id);
        }
        return id;
    }

    private RejectedException noSuch(String id) {
        return new RejectedException("There is no snapshot %s in %s".formatted(id, restic.repository()));
    }

    @Override
    public void expire(Collection<String> ids, Duration timeout) throws InterruptedException {
        Deadline deadline = restic.deadline(timeout);
        if (!ids.isEmpty()) {
            List<String> arguments = new ArrayList<>(List.of("forget"));
            ids.forEach(id -> arguments.add(known(id)));
            Command.Ended ended = restic.remove(arguments, deadline);
            boolean gone = ended.status() == 0 || ResticFailure.isUnknown(ended.errors());
            if (!gone) {
                throw ResticFailure.of(ended.status(), ended.errors(), restic.repository());
            }
            List<String> left = listed(List.of(), deadline).stream()
                    .map(listed -> listed.snapshot().id())
                    .filter(ids::contains)
                    .toList();
            if (!left.isEmpty()) {
                throw new RejectedException(
                        "%s of %s snapshots are still in %s: it may let this account remove nothing, in which case they are to be expired elsewhere"
                                .formatted(left.size(), ids.size(), restic.repository()));
            }
        }
        Command.Ended ended = restic.remove(List.of("prune"), deadline);
        if (ended.status() != 0) {
            throw ResticFailure.of(ended.status(), ended.errors(), restic.repository());
        }
    }

    @Override
    public void verify(Depth depth, Duration timeout) throws InterruptedException {
        restic.succeed(
                depth == Depth.CONTENT ? List.of("check", "--read-data") : List.of("check"),
                restic.deadline(timeout),
                line -> {});
    }

    @Override
    public void contents(String snapshot, Consumer<StoredFile> each, Duration timeout) throws InterruptedException {
        Deadline deadline = restic.deadline(timeout);
        Listed listed = one(snapshot, deadline);
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        restic.succeed(List.of("ls", "--json", "--no-lock", listed.snapshot().id()), deadline, line -> {
            try {
                Messages.file(line, listed.root()).ifPresent(each);
            } catch (RuntimeException e) {
                // On a thread of the process's: it is thrown on the caller's.
                failure.compareAndSet(null, e);
            }
        });
        RuntimeException thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public Path restore(String snapshot, Path into, Collection<String> files, Duration timeout)
            throws InterruptedException {
        Deadline deadline = restic.deadline(timeout);
        Listed listed = one(snapshot, deadline);
        List<String> call = List.of("restore", listed.snapshot().id(), "--target=" + into);
        List<String> arguments = new ArrayList<>(call);
        int named = 0;
        for (String file : files) {
            String included = "--include=" + literal(listed.root().resolve(file));
            if (named > 0 && named + included.length() > MOST_NAMED) {
                restic.succeed(arguments, deadline, line -> {});
                arguments = new ArrayList<>(call);
                named = 0;
            }
            arguments.add(included);
            named += included.length();
        }
        restic.succeed(arguments, deadline, line -> {});
        return into.resolve(listed.root().toString().substring(1));
    }

    @Override
    public Set<String> hosts() {
        return restic.repository().hosts();
    }

    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        Deadline deadline = restic.deadline(timeout);
        Findings findings = new Findings();
        String subject = "repository " + restic.repository();
        findings.look(subject, () -> {
            int count = listed(List.of(), deadline).size();
            if (count == 0) {
                findings.warning(subject, "can be read, and holds no snapshot yet");
            } else {
                findings.ok(subject, "can be read, and holds %s snapshots".formatted(count));
            }
        });
        return findings.list();
    }

    @Override
    public String toString() {
        return "restic at " + restic.repository();
    }
}
