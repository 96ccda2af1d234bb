package dev.failover.sftp;

import dev.failover.sync.FileSync.Stretch;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Compares files byte by byte, reading the target's: there is no checksum in the protocol. For one run; not thread-safe. */
final class ContentCheck {
    private static final int MOST_REQUESTS = 256;

    private final RunContext run;
    private final LocalScan look;
    private final Stretch stretch;
    private final List<String> different = new ArrayList<>();
    private int open;

    /** @param stretch which part of each file is compared */
    ContentCheck(RunContext run, LocalScan look, Stretch stretch) {
        this.run = run;
        this.look = look;
        this.stretch = stretch;
    }

    /** Those of the files whose content differs, or could not be compared. */
    List<String> different(List<String> paths) throws IOException, InterruptedException {
        SftpChannel channel = run.channel();
        for (Iterator<String> next = paths.iterator(); next.hasNext(); ) {
            while (next.hasNext() && open < channel.mostHandles() && channel.underWay() < MOST_REQUESTS) {
                start(next.next());
            }
            channel.pump(run.deadline());
        }
        channel.drain(run.deadline());
        return different;
    }

    private void start(String path) throws IOException, InterruptedException {
        open++;
        Request request = run.channel()
                .request(Protocol.OPEN)
                .raw(run.target().absolute(path))
                .int32(Protocol.OPEN_READ)
                .attributes(new Attributes(Attributes.ABSENT, Attributes.ABSENT, Attributes.ABSENT));
        run.channel().send(request, run.deadline(), reply -> {
            if (reply.type() == Protocol.STATUS) {
                open--;
                different.add(path);
            } else {
                new Reading(path, reply.expect(Protocol.HANDLE).handle()).read();
            }
        });
    }

    /** One file while it is compared; its parts come in any order. */
    private final class Reading {
        private static final int MOST_PARTS = 8;

        private final String path;
        private final Entry entry;
        private final String handle;
        private final Instant began = run.time().instant();
        private final long end;
        private long offset = stretch.from();
        private int parts;
        private boolean differs;

        Reading(String path, String handle) {
            this.path = path;
            this.entry = java.util.Objects.requireNonNull(look.found().get(path));
            this.handle = handle;
            this.end = stretch.end(entry.size());
        }

        void read() throws IOException, InterruptedException {
            while (!differs && offset < end && parts < MOST_PARTS) {
                int length = (int) Math.min(run.channel().longestRead(), end - offset);
                request(offset, length);
                offset += length;
            }
            if (parts == 0) {
                run.channel().send(run.channel().request(Protocol.CLOSE).raw(handle), run.deadline(), reply -> end());
            }
        }

        private void request(long at, int length) throws IOException, InterruptedException {
            parts++;
            Request request =
                    run.channel().request(Protocol.READ).raw(handle).int64(at).int32(length);
            run.channel().send(request, run.deadline(), reply -> {
                parts--;
                byte[] there = reply.type() == Protocol.DATA ? reply.bytes() : new byte[0];
                differs |= there.length == 0 || !Arrays.equals(there, here(at, there.length));
                if (!differs && there.length < length) {
                    request(at + there.length, length - there.length);
                } else {
                    read();
                }
            });
        }

        private byte[] here(long at, int length) {
            try (InputStream in = look.tree().open(path)) {
                in.skipNBytes(at);
                return in.readNBytes(length);
            } catch (IOException e) {
                return new byte[0];
            }
        }

        private void end() {
            open--;
            if (differs) {
                different.add(path);
            } else if (stretch.equals(Stretch.ALL)) {
                run.memory().sent(path, entry, began, look.setTimes().get(path));
            }
        }
    }
}
