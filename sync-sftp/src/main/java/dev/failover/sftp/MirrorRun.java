package dev.failover.sftp;

import dev.failover.component.RejectedException;
import dev.failover.component.Remedy;
import dev.failover.sync.FileSync.Stretch;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One run: scans both sides, plans, transfers, deletes, and sets what directories have in the end. For one use. */
final class MirrorRun {
    private static final int OWNERS = 0700;
    /** What an owner needs to list a directory with all that is known of each name. */
    private static final int SEES = 0500;

    private final RunContext run;
    private final MirrorRequest request;
    private final boolean checksum;
    private final Instant started;
    private final long began;
    private final Scope scope;
    private final Lanes lanes;
    private Room room;
    private LocalScan local;
    private RemoteScan remote;
    private List<String> staleNotes = List.of();
    private Map<String, String> doubled = Map.of();
    private boolean sourceChanged;
    private Optional<String> unsettled = Optional.empty();

    MirrorRun(RunContext run, MirrorRequest request, boolean checksum, Instant started) {
        this.run = run;
        this.request = request;
        this.checksum = checksum;
        this.started = started;
        this.began = run.time().nanoTime();
        this.lanes = new Lanes(run.connection());
        this.scope = new Scope(run.source(), request.exclusions());
        this.room = new Room(run.room());
        this.local = new LocalScan(run.source(), scope, room);
        this.remote = new RemoteScan(run.channel(), run.target().absolute(""), scope, run.deadline(), room);
    }

    MirrorReport carryOut() throws IOException, InterruptedException {
        try (lanes) {
            try {
                return carryOutAll();
            } catch (StatusException e) {
                run.channel().settle(run.deadline());
                throw Failures.explain(run, e, "");
            }
        }
    }

    private MirrorReport carryOutAll() throws IOException, InterruptedException {
        run.target().makeRoot();
        readMark();
        Optional<Set<String>> named = request.paths().map(this::named);
        boolean everything = named.isEmpty() || named.orElseThrow().contains("");
        if (!everything) {
            scanNamed(named.orElseThrow());
            return report(false, carryOutPlan(false, false));
        }
        while (scanEverything()) {
            long before = run.progress().files();
            carryOutPlan(true, true);
            if (run.progress().files() == before) {
                throw room.full();
            }
            beginAnew();
        }
        return report(named.isEmpty(), carryOutPlan(true, false));
    }

    private void beginAnew() {
        room = new Room(run.room());
        local = new LocalScan(run.source(), scope, room);
        remote = new RemoteScan(run.channel(), run.target().absolute(""), scope, run.deadline(), room);
    }

    /** @param more whether there is more to do than was kept, so that nothing is deleted yet */
    private long carryOutPlan(boolean everything, boolean more) throws IOException, InterruptedException {
        readLinksAlike();
        Plan plan = withoutTwins(plan(Set.of()));
        requirePossible(plan);
        Parts parts = removeStale(everything, plan);
        return apply(plan, parts, everything, more);
    }

    private void readMark() throws IOException, InterruptedException {
        if (run.memory().isMarked()) {
            return;
        }
        LookMark.read(run, mark -> {
            if (mark.isEmpty() && request.paths().isEmpty()) {
                LookMark.make(run, started.getEpochSecond());
            }
            run.memory().mark(mark);
        });
    }

    private Set<String> named(Set<Path> paths) {
        Set<String> named = new TreeSet<>();
        paths.forEach(path -> named.add(RawNames.ofPath(path.normalize())));
        return named;
    }

    /** @return whether there is more to do than was kept */
    private boolean scanEverything() throws IOException, InterruptedException {
        try (LocalListings listings = new LocalListings(local, run.deadline())) {
            TreeComparison comparison =
                    new TreeComparison(local, remote, listings, this::compare, room, lanes, run.deadline());
            RemoteScan notes = Notes.lookForStale(run);
            comparison.begin();
            run.channel().drain(run.deadline());
            staleNotes = Notes.stale(notes);
            return comparison.isPartial();
        }
    }

    private void scanNamed(Set<String> named) throws IOException, InterruptedException {
        Set<String> paths = new TreeSet<>();
        for (String path : named) {
            String reachable = local.reachable(path);
            if (!scope.leavesOut(reachable, false) && !scope.leavesOut(reachable, true)) {
                paths.add(reachable);
                local.named(reachable);
            }
        }
        remote.named(paths);
    }

    private void readLinksAlike() throws IOException, InterruptedException {
        for (Map.Entry<String, Entry> each : local.found().entrySet()) {
            Entry wanted = each.getValue();
            Entry there = remote.found().get(each.getKey());
            if (Transfer.isLink(wanted) && there != null && Transfer.isLink(there)) {
                String text = wanted.link();
                if (run.connection().names().isSame(run, each.getKey(), text, there.link())) {
                    remote.found().put(each.getKey(), there.linkingTo(text));
                }
            }
        }
    }

    private Plan plan(Set<String> replacing) {
        return Plan.of(local.found(), remote.found(), remote.kept(), replacing, this::compare);
    }

    /** Of names that the target takes for one, only one is sent, and the run fails. */
    private Plan withoutTwins(Plan plan) throws IOException, InterruptedException {
        Twins twins = Twins.of(local.found(), remote.found());
        if (twins.isNone() || !run.connection().names().foldsCase(run)) {
            return plan;
        }
        doubled = twins.doubled();
        local.found().keySet().removeIf(path -> Twins.holds(doubled.keySet(), path));
        return plan(twins.replacing());
    }

    private void requireSingle() {
        doubled.forEach((path, other) -> {
            throw new RejectedException(
                    "%s and %s differ in case only, and the target's file system takes them for one: rename one of them, or exclude it. The rest was sent, nothing deleted."
                            .formatted(RawNames.show(path), RawNames.show(other)));
        });
    }

    private void requirePossible(Plan plan) {
        if (!plan.obstructed().isEmpty()) {
            throw new RejectedException("a directory stands where a file must be, with something excluded in it: "
                    + shown(plan.obstructed().get(0)) + "; remove it by hand");
        }
        if (plan.deletions().size() > request.maxDeletes()) {
            throw new RejectedException(
                    "%s files and directories would be deleted below %s, and a run may delete %s; nothing was deleted. If the source is as it should be, allow more for a run"
                            .formatted(plan.deletions().size(), shown(""), request.maxDeletes()),
                    Remedy.ALLOW_DELETIONS);
        }
        if (!run.channel().offers(Protocol.POSIX_RENAME)) {
            replaced(plan).stream().findFirst().ifPresent(path -> {
                throw new RejectedException("the server does not offer " + Protocol.POSIX_RENAME + ", so " + shown(path)
                        + " can't be replaced without a moment without it; use another SFTP server");
            });
        }
    }

    private Comparison.Verdict compare(String path, Entry wanted, Entry present) {
        if (wanted.size() != present.size() || wanted.seconds() != present.seconds()) {
            return Comparison.Verdict.SEND;
        }
        boolean doubtful = checksum || run.memory().doubts(path, wanted) || isNamedAndSet(path, wanted);
        return doubtful ? Comparison.Verdict.COMPARE : Comparison.Verdict.SAME;
    }

    /** Whoever names a file has seen it change; if its time was set afterwards, that says nothing. */
    private boolean isNamedAndSet(String path, Entry wanted) {
        FileTime changed = local.setTimes().get(path);
        return changed != null && !run.memory().knows(path, wanted, changed);
    }

    private List<String> replaced(Plan plan) {
        List<String> replaced = new ArrayList<>();
        for (Collection<String> paths :
                List.of(plan.first().files(), plan.first().links())) {
            paths.stream().filter(remote.found()::containsKey).forEach(replaced::add);
        }
        return replaced;
    }

    /** Removes what earlier runs have left, but what this one goes on with. */
    private Parts removeStale(boolean everything, Plan plan) throws IOException, InterruptedException {
        Set<String> stale = new HashSet<>(run.leftovers().paths());
        stale.addAll(remote.stale());
        if (everything) {
            stale.addAll(staleNotes);
        }
        boolean keeps = run.force() && !checksum && run.channel().offers(Protocol.FSYNC);
        Parts parts = new Parts(keeps ? run.checkpoint() : Long.MAX_VALUE, everything ? remote.stale() : stale);
        for (List<String> files : List.of(
                plan.first().files(), plan.first().doubtful(), plan.second().files())) {
            files.forEach(path -> parts.of(path, wanted(path), started).ifPresent(part -> stale.remove(part.path())));
        }
        for (String path : stale) {
            run.target().remove(path, () -> run.leftovers().remove(path));
        }
        run.channel().drain(run.deadline());
        return parts;
    }

    private long apply(Plan plan, Parts parts, boolean everything, boolean more)
            throws IOException, InterruptedException {
        VersionKeeper versions = new VersionKeeper(run, request.versions(), remote.found(), started);
        ArrivalCheck arrivals = new ArrivalCheck(run, scope, room);
        Transfer transfer =
                new Transfer(run, lanes, local, remote.found(), renamesLinks(plan), arrivals, versions, parts, started);
        Plan.Work first = plan.first();
        Set<String> different = first.doubtful().isEmpty()
                ? Set.of()
                : new HashSet<>(new ContentCheck(run, local, Stretch.ALL).different(first.doubtful()));
        first.doubtful().stream()
                .filter(path -> !different.contains(path))
                .filter(this::modeDiffers)
                .forEach(first.modes()::add);
        first.files().addAll(different);
        expect(first.files());
        expect(plan.second().files());
        List<String> kept = replaced(plan);
        kept.addAll(plan.deletions());
        versions.prepare(kept);
        openUp(plan.touched());
        transfer.carryOut(first);
        if (request.paths().isEmpty()) {
            transfer.sendChangedAgain();
        }
        requireSuccess(transfer);
        requireSingle();
        requireReadable();
        long deleted = more ? 0 : carryOutRest(plan, versions, transfer);
        if (everything) {
            arrivals.list();
            if (closesDirectories()) {
                run.channel().drain(run.deadline());
            }
        } else {
            arrivals.look();
        }
        boolean seen = request.paths().isEmpty() && !more && !transfer.sourceChanged();
        if (seen) {
            LookMark.move(run, started.getEpochSecond());
        }
        settle(plan);
        arrivals.requireArrived();
        if (request.versions().isPresent()) {
            run.pruning().prune(run, request.versions().get(), everything, !kept.isEmpty(), started);
        }
        sourceChanged = transfer.sourceChanged();
        unsettled = transfer.unsettled();
        if (seen) {
            run.memory().sawEverything();
        }
        return deleted;
    }

    /** Whether a directory gets a mode in which an account that is not root could not see what is in it any more. */
    private boolean closesDirectories() {
        return local.found().values().stream()
                .anyMatch(entry -> entry.isDirectory() && (Transfer.directoryMode(entry) & SEES) != SEES);
    }

    private long carryOutRest(Plan plan, VersionKeeper versions, Transfer transfer)
            throws IOException, InterruptedException {
        long deleted = versions.delete(plan.deletions());
        transfer.carryOut(plan.second());
        if (request.paths().isEmpty()) {
            transfer.sendChangedAgain();
        }
        requireSuccess(transfer);
        return deleted;
    }

    /** A directory that can't be looked into keeps the rest from nothing, but the run from deleting, and from success. */
    private void requireReadable() {
        if (!local.unreadable().isEmpty()) {
            throw Failures.explain(local.unreadable().get(0), "; the rest was sent, nothing deleted");
        }
    }

    private boolean renamesLinks(Plan plan) throws IOException, InterruptedException {
        boolean matters = replaced(plan).stream()
                .anyMatch(path -> Transfer.isLink(local.found().get(path))
                        || Transfer.isLink(remote.found().get(path)));
        return matters && run.connection().names().renamesLinks(run);
    }

    private void expect(List<String> files) {
        long bytes = files.stream().mapToLong(path -> wanted(path).size()).sum();
        run.progress().expect(files.size(), bytes);
    }

    private boolean modeDiffers(String path) {
        Entry there = remote.found().get(path);
        return there != null && Plan.modeDiffers(wanted(path), there);
    }

    private Entry wanted(String path) {
        return java.util.Objects.requireNonNull(local.found().get(path));
    }

    /** Gives the owner all rights in directories in which something changes, until the end. */
    private void openUp(Set<String> touched) throws IOException, InterruptedException {
        for (String path : touched) {
            Entry there = remote.found().get(path);
            if (there != null && there.mode() != Attributes.ABSENT && (there.mode() & OWNERS) != OWNERS) {
                run.target().setAttributes(path, Attributes.ofMode(there.mode() | OWNERS), Reply::expectOk);
            }
        }
        run.channel().drain(run.deadline());
    }

    /** What is wrong at one file keeps the others from nothing, but the run from deleting, and from success. */
    private void requireSuccess(Transfer transfer) throws IOException, InterruptedException {
        if (transfer.failures().isEmpty()) {
            return;
        }
        IOException first = transfer.failures().get(0);
        int more = transfer.failures().size() - 1;
        String others = more == 0 ? "" : "; and " + more + " more";
        throw Failures.explain(run, first, others);
    }

    /** Directories get their mode and time at the end, as all that is done in them changes the time. */
    private void settle(Plan plan) throws IOException, InterruptedException {
        Set<String> made = new HashSet<>(plan.first().directories());
        made.addAll(plan.second().directories());
        Set<String> changed = parents(plan);
        for (Map.Entry<String, Entry> each : local.found().entrySet()) {
            Entry entry = each.getValue();
            if (entry.isDirectory()) {
                settle(each.getKey(), entry, made.contains(each.getKey()), changed.contains(each.getKey()));
            }
        }
        run.channel().drain(run.deadline());
    }

    private static Set<String> parents(Plan plan) {
        Set<String> parents = new HashSet<>(plan.touched());
        for (Plan.Work work : List.of(plan.first(), plan.second())) {
            for (List<String> paths : List.of(work.directories(), work.files(), work.links())) {
                paths.forEach(path -> parents.add(Scope.parent(path)));
            }
        }
        plan.deletions().forEach(path -> parents.add(Scope.parent(path)));
        return parents;
    }

    private void settle(String path, Entry entry, boolean made, boolean changed)
            throws IOException, InterruptedException {
        Entry there = remote.found().get(path);
        boolean mode =
                made || there == null || Plan.modeDiffers(entry, there) || changed && (there.mode() & OWNERS) != OWNERS;
        if (mode) {
            run.target().setAttributes(path, Attributes.ofMode(Transfer.directoryMode(entry)), reply -> {
                try {
                    reply.expectOk();
                } catch (StatusException e) {
                    throw e.about("setting the mode of " + shown(path));
                }
            });
        }
        if (there == null || mode || changed || there.seconds() != entry.seconds()) {
            // The times of a directory may be another account's to set; nothing depends on them.
            run.target().setAttributes(path, Attributes.ofTime(entry.seconds()), Reply::status);
        }
    }

    private String shown(String path) {
        return RawNames.show(run.target().absolute(path));
    }

    private MirrorReport report(boolean everything, long deleted) {
        return new MirrorReport(
                started,
                everything && !sourceChanged,
                local.files(),
                local.bytes(),
                run.progress().files(),
                run.progress().bytes(),
                deleted,
                Duration.ofNanos(run.time().nanoTime() - began),
                everything ? unsettled : Optional.empty());
    }
}
