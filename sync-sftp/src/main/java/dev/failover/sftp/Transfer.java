package dev.failover.sftp;

import dev.failover.component.Excerpt;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Carries out what a plan says is to be made or changed, many files at a time. For one run; not thread-safe. */
final class Transfer implements Upload.Done {
    /** More would only lengthen the server's queue. */
    private static final int MOST_REQUESTS = 1024;

    /** How often a file that changes while it is read is read; what was read at last is sent. */
    private static final int TRIES = 3;

    /** How many of those are named. */
    private static final int NAMED = 3;

    private static final int USUAL_FILE = 0644;
    private static final int USUAL_DIRECTORY = 0755;

    private final RunContext run;
    private final SftpChannel channel;
    private final Lanes lanes;
    private final LocalScan look;
    private final Map<String, Entry> wanted;
    private final Map<String, Entry> present;
    private final boolean renamesLinks;
    private final ArrivalCheck arrivals;
    private final VersionKeeper versions;
    private final Parts parts;
    private final Instant started;
    private final byte[] chunk;
    private final List<IOException> failures = new ArrayList<>();
    private final List<String> changed = new ArrayList<>();
    /** How many files are on their way over each lane. */
    private int[] uploads = {0};

    private boolean targetFails;
    private boolean sourceChanged;

    /**
     * @param present what is at the target
     * @param renamesLinks whether a rename there acts on links and not on what they lead to
     * @param arrivals told what is to be there now
     */
    Transfer(
            RunContext run,
            Lanes lanes,
            LocalScan look,
            Map<String, Entry> present,
            boolean renamesLinks,
            ArrivalCheck arrivals,
            VersionKeeper versions,
            Parts parts,
            Instant started) {
        this.run = run;
        this.channel = run.channel();
        this.lanes = lanes;
        this.look = look;
        this.wanted = look.found();
        this.present = present;
        this.renamesLinks = renamesLinks;
        this.arrivals = arrivals;
        this.versions = versions;
        this.parts = parts;
        this.started = started;
        this.chunk = new byte[run.channel().longestWrite()];
    }

    Instant now() {
        return run.time().instant();
    }

    /** What could not be made or sent; the rest was. */
    List<IOException> failures() {
        return failures;
    }

    /** Whether the source is not what the scan found any more. */
    boolean sourceChanged() {
        return sourceChanged || !changed.isEmpty();
    }

    /** Which files changed again and again. */
    Optional<String> unsettled() {
        List<String> restless = changed.stream()
                .filter(path -> run.memory().changes(path) >= TRIES)
                .toList();
        if (restless.isEmpty()) {
            return Optional.empty();
        }
        String some = restless.stream().limit(NAMED).map(RawNames::show).collect(Collectors.joining(", "));
        String more = restless.size() > NAMED ? " and " + (restless.size() - NAMED) + " more" : "";
        return Optional.of(Excerpt.of(some) + more + " changed while being sent, each time; sent as read");
    }

    /** Makes directories, sends files, sets links and modes. */
    void carryOut(Plan.Work work) throws IOException, InterruptedException {
        lanes.beginForFiles(work.files().size());
        run.target().makeDirectories(work.directories(), path -> directoryMode(entry(path)));
        work.directories().forEach(path -> arrivals.expect(path, entry(path)));
        sendFiles(work.files());
        for (String path : work.links()) {
            setLink(path, entry(path));
        }
        for (String path : work.modes()) {
            run.target().setAttributes(path, Attributes.ofMode(mode(entry(path))), reply -> {
                try {
                    reply.expectOk();
                } catch (StatusException e) {
                    failures.add(e.about("setting the mode of " + shown(path)));
                }
            });
        }
        channel.drain(run.deadline());
    }

    private void sendFiles(List<String> files) throws IOException, InterruptedException {
        try (HeldDirectories source = new HeldDirectories(look.tree())) {
            sendFiles(files, source);
        }
    }

    private void sendFiles(List<String> files, HeldDirectories source) throws IOException, InterruptedException {
        lanes.openForFiles(files.size(), run.deadline());
        uploads = new int[channel.lanes()];
        int most = Math.max(1, channel.mostHandles() / uploads.length);
        for (Iterator<String> next = files.iterator(); next.hasNext() && !targetFails; ) {
            int lane = emptiest();
            while (next.hasNext() && uploads[lane] < most && channel.underWay() < MOST_REQUESTS && !targetFails) {
                String path = next.next();
                uploads[lane]++;
                boolean asItIs = run.memory().changes(path) >= TRIES - 1;
                new Upload(this, lane, path, entry(path), source, asItIs, this).start();
                lane = emptiest();
            }
            if (channel.underWay() > 0) {
                channel.pump(run.deadline());
            }
        }
        channel.drain(run.deadline());
    }

    /** A file that changed while it was read may be still now. One that never is goes as it was read: better than nothing. */
    void sendChangedAgain() throws IOException, InterruptedException {
        for (int tries = 1; tries < TRIES && !changed.isEmpty(); tries++) {
            List<String> again = new ArrayList<>();
            for (String path : changed) {
                if (lookAgain(path)) {
                    again.add(path);
                } else {
                    sourceChanged = true;
                }
            }
            changed.clear();
            sendFiles(again);
        }
    }

    private boolean lookAgain(String path) throws IOException {
        try {
            Entry now = look.tree().entry(path);
            if (now.isFile()) {
                wanted.put(path, now);
            }
            return now.isFile();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }

    private int emptiest() {
        int emptiest = 0;
        for (int lane = 1; lane < uploads.length; lane++) {
            emptiest = uploads[lane] < uploads[emptiest] ? lane : emptiest;
        }
        return emptiest;
    }

    private void setLink(String path, Entry entry) throws IOException, InterruptedException {
        if (replaces(path) && renamesLinks) {
            replaceByLink(path, entry);
        } else {
            // Under its own name at once: a rename might act on what it leads to.
            beforeReplacing(
                    path,
                    () -> run.target().makeLink(entry.link(), path, made -> {
                        if (isDone(made, "making the link " + shown(path))) {
                            arrivals.expect(path, entry);
                        }
                    }));
        }
    }

    private void replaceByLink(String path, Entry entry) throws IOException, InterruptedException {
        String temporary = TemporaryNames.beside(path);
        run.leftovers().add(temporary);
        run.target().makeLink(entry.link(), temporary, made -> {
            if (!isDone(made, "making the link " + shown(path))) {
                run.leftovers().remove(temporary);
                return;
            }
            versions.beforeReplacing(
                    path,
                    () -> run.target().replace(temporary, path, renamed -> {
                        run.leftovers().remove(temporary);
                        if (isDone(renamed, "renaming to " + shown(path))) {
                            arrivals.expect(path, entry);
                        } else {
                            run.target().remove(temporary, () -> {});
                        }
                    }));
        });
    }

    private boolean isDone(Reply reply, String what) throws IOException {
        try {
            reply.expectOk();
            return true;
        } catch (StatusException e) {
            failures.add(e.about(what));
            return false;
        }
    }

    private boolean replaces(String path) {
        Entry there = present.get(path);
        return there != null && !there.isDirectory();
    }

    private Entry entry(String path) {
        return java.util.Objects.requireNonNull(wanted.get(path));
    }

    private String shown(String path) {
        return RawNames.show(run.target().absolute(path));
    }

    // What an upload needs.

    Request request(int type) {
        return channel.request(type);
    }

    Request extended(String name) {
        return channel.extended(name);
    }

    void send(Request request, int lane, SftpChannel.Handler handler) throws IOException, InterruptedException {
        channel.send(request, lane, run.deadline(), handler);
    }

    void send(Request request, int lane, byte[] data, int length, SftpChannel.Handler handler)
            throws IOException, InterruptedException {
        channel.send(request, lane, data, length, run.deadline(), handler);
    }

    /** To be used at once: there is one for all. */
    byte[] chunk() {
        return chunk;
    }

    Target target() {
        return run.target();
    }

    Leftovers leftovers() {
        return run.leftovers();
    }

    Progression progress() {
        return run.progress();
    }

    /** What a large file is begun, or gone on with, as. */
    Optional<Part> part(String path, Entry entry) {
        return parts.of(path, entry, started);
    }

    long checkpoint() {
        return parts.checkpoint();
    }

    boolean forces() {
        return run.force() && channel.offers(Protocol.FSYNC);
    }

    static int mode(Entry entry) {
        return entry.mode() == Attributes.ABSENT ? USUAL_FILE : entry.mode();
    }

    static int directoryMode(Entry entry) {
        return entry.mode() == Attributes.ABSENT ? USUAL_DIRECTORY : entry.mode();
    }

    /** Keeps a version of what is there, and takes a link out of the way where a rename would act on what it leads to. */
    void beforeReplacing(String path, VersionKeeper.Next next) throws IOException, InterruptedException {
        versions.beforeReplacing(path, () -> {
            boolean byOrOfLink = isLink(present.get(path)) || isLink(wanted.get(path));
            if (replaces(path) && byOrOfLink && !renamesLinks) {
                run.target().remove(path, () -> {});
            }
            next.go();
        });
    }

    static boolean isLink(@Nullable Entry entry) {
        return entry != null && entry.kind() == Kind.LINK;
    }

    @Override
    public void sent(Upload upload, Instant read) {
        uploads[upload.lane()]--;
        arrivals.expect(upload.path(), upload.entry());
        run.memory().sent(upload.path(), upload.entry(), read, look.setTimes().get(upload.path()));
        run.progress().sentFile(upload.bytes());
    }

    @Override
    public void changed(Upload upload) {
        uploads[upload.lane()]--;
        run.memory().changed(upload.path(), upload.entry());
        changed.add(upload.path());
    }

    @Override
    public void sentAsRead(Upload upload) {
        changed(upload);
        run.progress().sentFile(upload.bytes());
    }

    @Override
    public void failed(Upload upload, IOException failure) {
        uploads[upload.lane()]--;
        failures.add(failure);
        targetFails |= failure instanceof StatusException;
        sourceChanged |= failure instanceof NoSuchFileException;
    }
}
