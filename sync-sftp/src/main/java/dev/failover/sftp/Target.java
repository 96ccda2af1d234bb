package dev.failover.sftp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The target directory, by raw paths relative to it, and what is done to it many requests at a time. */
final class Target {
    private static final int OWNERS = 0700;
    private static final int USUAL_DIRECTORY = 0755;

    private final SftpChannel channel;
    private final String root;
    private final Deadline deadline;

    Target(SftpChannel channel, String root, Deadline deadline) {
        this.channel = channel;
        this.root = root;
        this.deadline = deadline;
    }

    String absolute(String path) {
        return path.isEmpty() ? root : root + "/" + path;
    }

    /** So many requests are under way at once: what is to be made may be much, and a server may read no more until its answers are read. */
    private static final int MOST_REQUESTS = 1024;

    /** Makes the root and what is missing above it, if it is not there; whatever is waited for next does it. */
    void makeRoot() throws IOException, InterruptedException {
        channel.send(channel.request(Protocol.STAT).raw(root), deadline, reply -> {
            if (reply.status() == Protocol.NO_SUCH_FILE) {
                makePath();
            }
        });
    }

    /** All of it at once: what is there already can't be made. */
    private void makePath() throws IOException, InterruptedException {
        List<StatusException> denied = new ArrayList<>();
        for (int slash = root.indexOf('/', 1); slash > 0; slash = root.indexOf('/', slash + 1)) {
            make(root.substring(0, slash), reply -> {
                int status = reply.status();
                if (status == Protocol.PERMISSION_DENIED) {
                    denied.add(new StatusException(status, "making a directory"));
                }
            });
        }
        make(root, reply -> {
            try {
                reply.expectOk();
            } catch (StatusException e) {
                throw denied.isEmpty() ? e : denied.get(0);
            }
        });
    }

    private void make(String directory, SftpChannel.Handler handler) throws IOException, InterruptedException {
        Request make = channel.request(Protocol.MKDIR).raw(directory).attributes(Attributes.ofMode(USUAL_DIRECTORY));
        channel.send(make, deadline, handler);
    }

    /** Makes directories, those above before those below; the owner can work in them, whatever they become at the end. */
    void makeDirectories(Collection<String> paths, Modes modes) throws IOException, InterruptedException {
        // In this order over one channel, so that none has to wait for the one above it.
        for (List<String> level : levels(paths, Comparator.naturalOrder()).values()) {
            for (String path : level) {
                Attributes attributes = Attributes.ofMode(OWNERS | modes.of(path));
                channel.send(
                        channel.request(Protocol.MKDIR).raw(absolute(path)).attributes(attributes),
                        deadline,
                        Reply::expectOk);
                if (channel.underWay() > MOST_REQUESTS) {
                    channel.pump(deadline);
                }
            }
        }
        channel.drain(deadline);
    }

    /** The mode a directory shall have. */
    interface Modes {
        int of(String path);
    }

    /** Makes directories that may be there already. One that can't be made shows in what follows. */
    void makeMissing(Collection<String> paths, int mode) throws IOException, InterruptedException {
        makeMissing(paths, mode, (path, refusal) -> {});
    }

    /** The same, for what would take a directory that can't be made for a file that has gone. */
    void requireMade(Collection<String> paths, int mode) throws IOException, InterruptedException {
        makeMissing(paths, mode, this::requireDirectory);
    }

    private interface Refused {
        void of(String path, StatusException refusal) throws IOException, InterruptedException;
    }

    private void makeMissing(Collection<String> paths, int mode, Refused refused)
            throws IOException, InterruptedException {
        for (List<String> level : levels(paths, Comparator.naturalOrder()).values()) {
            for (String path : level) {
                Request make =
                        channel.request(Protocol.MKDIR).raw(absolute(path)).attributes(Attributes.ofMode(mode));
                channel.send(make, deadline, reply -> {
                    try {
                        reply.expectOk();
                    } catch (StatusException e) {
                        // That one is there already is a failure to the server like any other.
                        refused.of(path, e);
                    }
                });
            }
            channel.drain(deadline);
        }
    }

    private void requireDirectory(String path, StatusException refusal) throws IOException, InterruptedException {
        channel.send(channel.request(Protocol.STAT).raw(absolute(path)), deadline, reply -> {
            if (reply.type() != Protocol.ATTRS || Attributes.read(reply).kind() != Kind.DIRECTORY) {
                throw refusal.about("making the directory " + RawNames.show(absolute(path)));
            }
        });
    }

    /** Deletes files at once, and directories after what is in them. */
    long delete(Collection<String> files, Collection<String> directories) throws IOException, InterruptedException {
        long[] deleted = new long[1];
        for (String path : files) {
            remove(path, () -> deleted[0]++);
        }
        channel.drain(deadline);
        for (List<String> level : levels(directories, Comparator.reverseOrder()).values()) {
            for (String path : level) {
                channel.send(channel.request(Protocol.RMDIR).raw(absolute(path)), deadline, reply -> {
                    if (named(path, reply)) {
                        deleted[0]++;
                    }
                });
            }
            channel.drain(deadline);
        }
        return deleted[0];
    }

    void remove(String path, Runnable removed) throws IOException, InterruptedException {
        channel.send(channel.request(Protocol.REMOVE).raw(absolute(path)), deadline, reply -> {
            if (named(path, reply)) {
                removed.run();
            }
        });
    }

    private boolean named(String path, Reply reply) throws IOException {
        try {
            return reply.expectOkOrGone();
        } catch (StatusException e) {
            throw e.about("deleting " + RawNames.show(absolute(path)));
        }
    }

    private static SortedMap<Integer, List<String>> levels(Collection<String> paths, Comparator<Integer> order) {
        TreeMap<Integer, List<String>> levels = new TreeMap<>(order);
        for (String path : paths) {
            int depth = (int) path.chars().filter(c -> c == '/').count();
            levels.computeIfAbsent(depth, level -> new ArrayList<>()).add(path);
        }
        return levels;
    }

    /** A request that renames in the place of what is there, if anything. */
    void replace(String from, String to, SftpChannel.Handler handler) throws IOException, InterruptedException {
        Request request = channel.offers(Protocol.POSIX_RENAME)
                ? channel.extended(Protocol.POSIX_RENAME)
                : channel.request(Protocol.RENAME);
        channel.send(request.raw(absolute(from)).raw(absolute(to)), deadline, handler);
    }

    /** A request that makes a link, where there is nothing yet. */
    void makeLink(String text, String path, SftpChannel.Handler handler) throws IOException, InterruptedException {
        // What the draft calls linkpath and targetpath, OpenSSH and all who follow it take the other way round.
        channel.send(channel.request(Protocol.SYMLINK).raw(text).raw(absolute(path)), deadline, handler);
    }

    void setAttributes(String path, Attributes attributes, SftpChannel.Handler handler)
            throws IOException, InterruptedException {
        channel.send(channel.request(Protocol.SETSTAT).raw(absolute(path)).attributes(attributes), deadline, handler);
    }
}
