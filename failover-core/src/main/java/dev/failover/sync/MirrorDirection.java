package dev.failover.sync;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.Remedy;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which way a data set is mirrored: whose its target is, by the markers of both. The source of the latest epoch is right (S11). Not
 * thread-safe.
 */
final class MirrorDirection {
    /** A part is sent on the word of a look at the target that is at most this old: a look costs as much as a small file. */
    private static final Duration HOLDS = Duration.ofSeconds(1);

    private final DataSet dataSet;
    private final FileSync target;
    private final TimeSource time;
    private @Nullable Marker taken;
    private long takenAt;

    MirrorDirection(DataSet dataSet, FileSync target, TimeSource time) {
        this.dataSet = dataSet;
        this.target = target;
        this.time = time;
    }

    /** Marks both for each other, unless the target is another's. Idempotent. */
    Marker prepare() throws InterruptedException {
        Optional<Marker> found = found();
        Marker candidate = dataSet.source().orElseGet(() -> new Marker(dataSet.name(), "not marked yet", 0));
        found.ifPresent(existing -> requireOurs(candidate, existing));
        Marker marker = dataSet.prepare();
        if (!found.equals(Optional.of(marker))) {
            target.writeNote(Marker.TARGET, marker.text(), NoteRules.TIMEOUT);
        }
        return marker;
    }

    /** Marks both for each other after a first contact, with a new source's id. */
    Marker claim() throws InterruptedException {
        dataSet.requireNoReplica();
        Marker marker = new Marker(dataSet.name(), UUID.randomUUID().toString(), 0);
        // The target first: what is cut short in between begins anew, as no source has a claim to it.
        target.writeNote(Marker.TARGET, marker.provisionalText(), NoteRules.TIMEOUT);
        dataSet.mark(marker);
        return marker;
    }

    /** Whether what marks the target is of a first contact that was cut short between its two marks. */
    boolean isProvisional(Marker found) throws InterruptedException {
        return dataSet.target().isEmpty()
                && note(Marker.TARGET).equals(Optional.of(found))
                && target.readNote(Marker.TARGET, NoteRules.TIMEOUT)
                        .filter(Marker::isProvisional)
                        .isPresent();
    }

    /** Whose tree the target is by its own account: of a former source that became a target, the later epoch counts. */
    Optional<Marker> found() throws InterruptedException {
        Optional<Marker> asTarget = note(Marker.TARGET);
        Optional<Marker> asSource = note(Marker.SOURCE);
        return asTarget.isPresent()
                        && asSource.isPresent()
                        && asTarget.get().epoch() > asSource.get().epoch()
                ? asTarget
                : asSource.or(() -> asTarget);
    }

    private Optional<Marker> note(String name) throws InterruptedException {
        return target.readNote(name, NoteRules.TIMEOUT).map(text -> {
            try {
                return Marker.parse(text);
            } catch (IllegalArgumentException e) {
                throw new ConflictException("the target of %s is marked in a way that is not understood: its marker %s"
                        .formatted(dataSet.name(), e.getMessage()));
            }
        });
    }

    /**
     * Makes sure that the target is ours to mirror into; takes it over from the source of an earlier epoch.
     *
     * @return whether it was another's until now
     */
    boolean take(Marker ours, Marker found) throws InterruptedException {
        requireOurs(ours, found);
        boolean isTakenOver = !found.equals(ours);
        if (isTakenOver) {
            target.writeNote(Marker.TARGET, ours.text(), NoteRules.TIMEOUT);
        }
        taken = ours;
        takenAt = time.nanoTime();
        return isTakenOver;
    }

    /** The same for a run over some paths, which may go by a look of just before. */
    boolean takeForSome(Marker ours) throws InterruptedException {
        if (ours.equals(taken) && time.nanoTime() - takenAt < HOLDS.toNanos()) {
            return false;
        }
        // A promotion marks both, so that one look is enough here.
        return take(ours, note(Marker.TARGET).orElseThrow(this::unprepared));
    }

    private void requireOurs(Marker ours, Marker found) {
        if (!ours.dataSet().equals(dataSet.name())) {
            throw new ConflictException("%s is marked as the source of %s, not of %s"
                    .formatted(dataSet.directory(), ours.dataSet(), dataSet.name()));
        }
        if (!found.dataSet().equals(dataSet.name())) {
            throw new ConflictException("the target of %s is marked for %s; nothing was mirrored. Choose another target"
                    .formatted(dataSet.name(), found.dataSet()));
        }
        if (found.epoch() > ours.epoch()) {
            throw new ConflictException(
                    ("the target of %1$s became the source itself in epoch %2$d, this source is of epoch %3$d; nothing was"
                                    + " mirrored, as it would overwrite what is newer. Mirror from there to here first;"
                                    + " once this site is active again, promote the directory here")
                            .formatted(dataSet.name(), found.epoch(), ours.epoch()),
                    Remedy.PROMOTE);
        }
        if (found.epoch() == ours.epoch() && !found.source().equals(ours.source())) {
            throw new ConflictException(
                    "the target of %s is marked for another source (%s, this one is %s); nothing was mirrored. Choose another target, or remove %s/%s there if it is abandoned"
                            .formatted(
                                    dataSet.name(), found.source(), ours.source(), FileSync.RESERVED, Marker.TARGET));
        }
    }

    /** Who was a source itself knows another source only since it has followed that. */
    void requireNoSource(Marker found) throws InterruptedException {
        if (note(Marker.SOURCE).equals(Optional.of(found))) {
            throw new ConflictException(
                    "the source %1$s has no marker (%2$s/%3$s), and its target was never mirrored to from there: it is a source of %4$s itself. Nothing was accepted. Mount the source; or, if this site is the active one, promote the directory here"
                            .formatted(dataSet.directory(), FileSync.RESERVED, Marker.SOURCE, dataSet.name()),
                    Remedy.PROMOTE);
        }
    }

    RejectedException unprepared() {
        return new RejectedException(
                "%s was never prepared: nothing marks its target. If source and target are the right ones, prepare the mirror"
                        .formatted(dataSet.name()),
                Remedy.PREPARE);
    }
}
