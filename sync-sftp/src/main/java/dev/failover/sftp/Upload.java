package dev.failover.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way: made under a temporary name, written, given its mode and time, forced to the disk, closed, and only
 * then, if the source still is what was read, renamed to its own name. Not thread-safe.
 */
final class Upload {
    /** How much of one file may be under way; well above what a server's window takes at once. */
    private static final int MOST_UNACKNOWLEDGED = 8 * 1024 * 1024;

    /** The same in requests, for a server that takes little at a time. */
    private static final int MOST_WRITES = 256;

    /** What is told when the file is done with, well or not. */
    interface Done {
        void sent(Upload upload, Instant read);

        /** The source's file was changed or removed while it was read; nothing was renamed. */
        void changed(Upload upload);

        /** It changed, and was sent all the same: what it holds may never have been in the source. */
        void sentAsRead(Upload upload);

        void failed(Upload upload, IOException failure) throws InterruptedException;
    }

    private final Transfer transfer;
    private final int lane;
    private final String path;
    private final Entry entry;
    private final HeldDirectories source;
    private final boolean asItIs;
    private final Done done;

    private @Nullable Part part;
    private String temporary;
    private @Nullable InputStream content;
    private Instant read = Instant.EPOCH;
    private String handle = "";
    private long offset;
    private long unacknowledged;
    private long begunAt;
    private boolean allSent;
    private boolean securing;
    private int due;
    private boolean changed;
    private @Nullable IOException failure;

    /**
     * @param lane the channel its requests go over
     * @param asItIs whether it is sent though it changes while it is read
     */
    Upload(Transfer transfer, int lane, String path, Entry entry, HeldDirectories source, boolean asItIs, Done done) {
        this.transfer = transfer;
        this.lane = lane;
        this.path = path;
        this.part = transfer.part(path, entry).orElse(null);
        this.temporary = part == null ? TemporaryNames.beside(path) : part.path();
        this.entry = entry;
        this.source = source;
        this.asItIs = asItIs;
        this.done = done;
    }

    int lane() {
        return lane;
    }

    String path() {
        return path;
    }

    Entry entry() {
        return entry;
    }

    /** How much of it this run had to send. */
    long bytes() {
        return entry.size() - begunAt;
    }

    void start() throws IOException, InterruptedException {
        begunAt = part == null ? 0 : part.offset();
        try {
            InputStream in = source.open(path);
            content = in;
            in.skipNBytes(begunAt);
        } catch (NoSuchFileException | NotDirectoryException e) {
            closeContent();
            done.changed(this);
            return;
        } catch (IOException e) {
            closeContent();
            if (isFile()) {
                done.failed(this, e);
            } else {
                done.changed(this);
            }
            return;
        }
        transfer.leftovers().add(temporary);
        if (begunAt > 0) {
            goOn();
            return;
        }
        if (part != null) {
            // One that was begun, and not seen, as only some paths were looked at.
            send(transfer.request(Protocol.REMOVE).raw(transfer.target().absolute(temporary)), reply -> {});
        }
        send(
                transfer.request(Protocol.OPEN)
                        .raw(transfer.target().absolute(temporary))
                        .int32(Protocol.OPEN_WRITE | Protocol.OPEN_CREATE | Protocol.OPEN_EXCLUSIVE)
                        .attributes(Attributes.ofMode(0600)),
                this::opened);
    }

    private boolean isFile() {
        try {
            return source.entry(path).isFile();
        } catch (IOException e) {
            return false;
        }
    }

    private void goOn() throws IOException, InterruptedException {
        Request open = transfer.request(Protocol.OPEN)
                .raw(transfer.target().absolute(temporary))
                .int32(Protocol.OPEN_WRITE)
                .attributes(Attributes.ofMode(Attributes.ABSENT));
        send(open, reply -> {
            if (reply.type() == Protocol.STATUS) {
                startAgain();
                return;
            }
            handle = reply.expect(Protocol.HANDLE).handle();
            send(transfer.request(Protocol.FSTAT).raw(handle), this::found);
        });
    }

    private void found(Reply reply) throws IOException, InterruptedException {
        boolean there = reply.type() == Protocol.ATTRS && Attributes.read(reply).size() >= begunAt;
        if (!there) {
            send(transfer.request(Protocol.CLOSE).raw(handle), closed -> startAgain());
            return;
        }
        read = transfer.now();
        offset = begunAt;
        transfer.progress().expect(0, -begunAt);
        // What may have come after it is not known to be on the disk.
        attend(
                transfer.request(Protocol.FSETSTAT).raw(handle).attributes(Attributes.ofSize(begunAt)),
                "shortening what there was of ");
        write();
    }

    /** The part has gone, or is not what its name says; a disk that forgets what was forced to it has been seen before. */
    private void startAgain() throws IOException, InterruptedException {
        if (begunAt > 0) {
            send(transfer.request(Protocol.REMOVE).raw(transfer.target().absolute(temporary)), reply -> {});
        }
        closeContent();
        transfer.leftovers().remove(temporary);
        Part begun = java.util.Objects.requireNonNull(part).at(0);
        part = begun;
        temporary = begun.path();
        start();
    }

    private void opened(Reply reply) throws IOException, InterruptedException {
        try {
            handle = reply.expect(Protocol.HANDLE).handle();
        } catch (StatusException e) {
            closeContent();
            transfer.leftovers().remove(temporary);
            done.failed(this, e.about("creating a file beside " + shown()));
            return;
        }
        read = transfer.now();
        write();
    }

    private void write() throws IOException, InterruptedException {
        InputStream in = content;
        while (in != null
                && !allSent
                && unacknowledged < Math.min(MOST_UNACKNOWLEDGED, MOST_WRITES * (long) transfer.chunk().length)) {
            byte[] chunk = transfer.chunk();
            int wanted = (int) Math.min(chunk.length, entry.size() - offset);
            int count = failure == null && !changed ? read(in, chunk, wanted) : 0;
            if (count > 0) {
                writeChunk(chunk, count);
                secure();
            }
            if (count < wanted || offset == entry.size()) {
                changed |= count < wanted;
                finish();
            }
        }
    }

    private int read(InputStream in, byte[] chunk, int wanted) {
        try {
            return in.readNBytes(chunk, 0, wanted);
        } catch (IOException e) {
            failure = e;
            return 0;
        }
    }

    private void writeChunk(byte[] chunk, int count) throws IOException, InterruptedException {
        Request request =
                transfer.request(Protocol.WRITE).raw(handle).int64(offset).int32(count);
        offset += count;
        unacknowledged += count;
        due++;
        transfer.send(request, lane, chunk, count, reply -> {
            unacknowledged -= count;
            note(reply, "writing ");
            transfer.progress().sentBytes(count);
            write();
            next();
        });
    }

    /** Now and then, makes what was sent so far safe, and notes in the temporary name how much that is. */
    private void secure() throws IOException, InterruptedException {
        Part begun = part;
        if (begun == null || securing || offset - begun.offset() < transfer.checkpoint() || offset == entry.size()) {
            return;
        }
        securing = true;
        Part safe = begun.at(offset);
        attend(transfer.extended(Protocol.FSYNC).raw(handle), "forcing to the disk ", () -> {
            if (failure == null) {
                transfer.leftovers().add(safe.path());
                due++;
                transfer.target().replace(temporary, safe.path(), reply -> {
                    note(reply, "renaming a part of ");
                    if (failure == null) {
                        transfer.leftovers().remove(temporary);
                        part = safe;
                        temporary = safe.path();
                        securing = false;
                    }
                    next();
                });
            }
        });
    }

    private void finish() throws IOException, InterruptedException {
        allSent = true;
        closeContent();
        changed |= !source.isStill(path, entry);
        if ((!changed || asItIs) && failure == null) {
            Attributes attributes = new Attributes(Attributes.ABSENT, Transfer.mode(entry), entry.seconds());
            attend(
                    transfer.request(Protocol.FSETSTAT).raw(handle).attributes(attributes),
                    "setting the mode and time of ");
            if (transfer.forces()) {
                attend(transfer.extended(Protocol.FSYNC).raw(handle), "forcing to the disk ");
            }
        }
        attend(transfer.request(Protocol.CLOSE).raw(handle), "closing ");
    }

    private void attend(Request request, String doing) throws IOException, InterruptedException {
        attend(request, doing, () -> {});
    }

    private void attend(Request request, String doing, VersionKeeper.Next then)
            throws IOException, InterruptedException {
        due++;
        send(request, reply -> {
            note(reply, doing);
            then.go();
            next();
        });
    }

    private void send(Request request, SftpChannel.Handler handler) throws IOException, InterruptedException {
        transfer.send(request, lane, handler);
    }

    private void note(Reply reply, String doing) {
        due--;
        try {
            reply.expectOk();
        } catch (StatusException e) {
            failure = failure == null ? e.about(doing + shown()) : failure;
        } catch (IOException e) {
            failure = failure == null ? e : failure;
        }
    }

    private void next() throws IOException, InterruptedException {
        if (!allSent || due > 0) {
            return;
        }
        if (failure != null || changed && !asItIs) {
            giveUp();
        } else {
            transfer.beforeReplacing(path, this::rename);
        }
    }

    private void rename() throws IOException, InterruptedException {
        transfer.target().replace(temporary, path, reply -> {
            try {
                reply.expectOk();
            } catch (StatusException e) {
                failure = e.about("renaming to " + shown());
                giveUp();
                return;
            }
            transfer.leftovers().remove(temporary);
            if (changed) {
                done.sentAsRead(this);
            } else {
                done.sent(this, read);
            }
        });
    }

    private void giveUp() throws IOException, InterruptedException {
        transfer.target().remove(temporary, () -> {});
        transfer.leftovers().remove(temporary);
        if (failure != null) {
            done.failed(this, failure);
        } else {
            done.changed(this);
        }
    }

    private void closeContent() throws IOException {
        if (content != null) {
            content.close();
            content = null;
        }
    }

    private String shown() {
        return RawNames.show(transfer.target().absolute(path));
    }
}
