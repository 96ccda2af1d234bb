package dev.failover.sftp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks at the target: many directories at a time, so that round trips do not add up. Links are seen, never followed.
 * Not thread-safe.
 */
final class RemoteScan {
    /** OpenSSH tells at most 100 names at a time; directories of up to 200 names are read in one round trip. */
    private static final int READ_AHEAD = 3;

    private final SftpChannel channel;
    private final String root;
    private final Scope scope;
    private final Deadline deadline;
    private final Map<String, Entry> found = new HashMap<>();
    private final List<String> stale = new ArrayList<>();
    private final Set<String> kept = new HashSet<>();
    private final Deque<String> toOpen = new ArrayDeque<>();
    private boolean deep = true;
    private int open;

    RemoteScan(SftpChannel channel, String root, Scope scope, Deadline deadline) {
        this.channel = channel;
        this.root = root;
        this.scope = scope;
        this.deadline = deadline;
    }

    /** What was found, by raw path relative to the target. */
    Map<String, Entry> found() {
        return found;
    }

    /** Temporary files of runs that were cut. */
    List<String> stale() {
        return stale;
    }

    /** The directories with something in them that is none of the run's business. */
    Set<String> kept() {
        return kept;
    }

    RemoteScan everything() throws IOException, InterruptedException {
        return below(List.of(""));
    }

    /** Looks at what is in these directories, and not at what is below that. */
    void listed(Collection<String> directories) throws IOException, InterruptedException {
        deep = false;
        below(directories);
    }

    /** Asks for these paths only; the answers come with whatever is waited for next. */
    void looked(Collection<String> paths) throws IOException, InterruptedException {
        for (String path : paths) {
            look(path);
        }
    }

    /** Looks at the paths named, at what is above them, and at all below those that are directories. */
    RemoteScan named(Collection<String> paths) throws IOException, InterruptedException {
        Set<String> asked = new TreeSet<>();
        for (String path : paths) {
            for (String at = path; !at.isEmpty() && asked.add(at); at = Scope.parent(at)) {
                look(at);
            }
        }
        channel.drain(deadline);
        // Through a link one would look at, and delete, what is elsewhere.
        found.keySet().removeIf(path -> !hasRealParents(path));
        channel.drain(deadline);
        return below(paths.stream()
                .filter(path -> {
                    Entry entry = found.get(path);
                    return entry != null && entry.isDirectory();
                })
                .toList());
    }

    private boolean hasRealParents(String path) {
        for (String parent = Scope.parent(path); !parent.isEmpty(); parent = Scope.parent(parent)) {
            Entry entry = found.get(parent);
            if (entry == null || !entry.isDirectory()) {
                return false;
            }
        }
        return true;
    }

    private void look(String path) throws IOException, InterruptedException {
        channel.send(channel.request(Protocol.LSTAT).raw(absolute(path)), deadline, reply -> {
            if (reply.type() == Protocol.STATUS) {
                // A parent that is a file is as good as none: OpenSSH calls both "no such file", others a failure.
                int status = reply.int32();
                if (status == Protocol.PERMISSION_DENIED) {
                    throw denied(path);
                }
                return;
            }
            add(path, Attributes.read(reply.expect(Protocol.ATTRS)));
        });
        // ProFTPD's LSTAT follows links; what can be read as a link is one.
        channel.send(channel.request(Protocol.READLINK).raw(absolute(path)), deadline, reply -> {
            Entry entry = found.get(path);
            if (entry != null && reply.type() == Protocol.NAME && reply.int32() == 1) {
                found.put(path, entry.linkingTo(reply.raw()));
            }
        });
    }

    /** Looks at all that is below these directories. */
    RemoteScan below(Collection<String> directories) throws IOException, InterruptedException {
        toOpen.addAll(directories);
        openMore();
        channel.drain(deadline);
        return this;
    }

    private void openMore() throws IOException, InterruptedException {
        while (open < channel.mostHandles() && !toOpen.isEmpty()) {
            String directory = toOpen.remove();
            open++;
            channel.send(
                    channel.request(Protocol.OPENDIR).raw(absolute(directory)),
                    deadline,
                    reply -> opened(directory, reply));
        }
    }

    private void opened(String directory, Reply reply) throws IOException, InterruptedException {
        if (reply.type() == Protocol.STATUS) {
            int status = reply.int32();
            if (status == Protocol.PERMISSION_DENIED) {
                throw denied(directory);
            }
            if (status != Protocol.NO_SUCH_FILE) {
                throw new StatusException(status, "the directory " + RawNames.show(absolute(directory)));
            }
            closed();
            return;
        }
        Listing listing = new Listing(directory, reply.expect(Protocol.HANDLE).raw());
        for (int i = 0; i < READ_AHEAD; i++) {
            listing.readMore();
        }
    }

    private void closed() throws IOException, InterruptedException {
        open--;
        openMore();
    }

    private StatusException denied(String path) {
        return new StatusException(Protocol.PERMISSION_DENIED, RawNames.show(absolute(path)));
    }

    /** One directory while it is read. */
    private final class Listing {
        private final String directory;
        private final String handle;
        private int reads;
        private boolean ended;

        Listing(String directory, String handle) {
            this.directory = directory;
            this.handle = handle;
        }

        void readMore() throws IOException, InterruptedException {
            reads++;
            channel.send(channel.request(Protocol.READDIR).raw(handle), deadline, this::read);
        }

        private void read(Reply reply) throws IOException, InterruptedException {
            reads--;
            if (reply.type() == Protocol.STATUS) {
                int status = reply.int32();
                if (status != Protocol.EOF) {
                    throw new StatusException(status, "reading " + RawNames.show(absolute(directory)));
                }
                ended = true;
            } else {
                reply.expect(Protocol.NAME);
                for (int left = reply.int32(); left > 0; left--) {
                    String name = reply.raw();
                    reply.skip(reply.int32());
                    child(name, Attributes.read(reply));
                }
            }
            if (!ended) {
                readMore();
            } else if (reads == 0) {
                channel.send(channel.request(Protocol.CLOSE).raw(handle), deadline, closing -> closed());
            }
        }

        private void child(String name, Attributes attributes) throws IOException, InterruptedException {
            if (name.equals(".") || name.equals("..")) {
                return;
            }
            if (name.isEmpty() || name.indexOf('/') >= 0) {
                throw new MalformedReplyException("the server listed a file named \"" + RawNames.show(name) + "\"");
            }
            String path = Scope.join(directory, name);
            if (TemporaryNames.isTemporary(name)) {
                stale.add(path);
            } else if (add(path, attributes) == Kind.DIRECTORY && deep) {
                toOpen.add(path);
                openMore();
            }
        }
    }

    private Kind add(String path, Attributes attributes) throws IOException, InterruptedException {
        Entry entry = Entry.of(attributes);
        if (scope.leavesOut(path, entry.isDirectory())) {
            for (String at = Scope.parent(path); !at.isEmpty() && kept.add(at); at = Scope.parent(at)) {}
            return Kind.OTHER;
        }
        found.put(path, entry);
        if (entry.kind() == Kind.LINK) {
            channel.send(channel.request(Protocol.READLINK).raw(absolute(path)), deadline, reply -> {
                if (reply.type() == Protocol.NAME && reply.int32() == 1) {
                    found.put(path, entry.linkingTo(reply.raw()));
                }
            });
        }
        return entry.kind();
    }

    private String absolute(String path) {
        return path.isEmpty() ? root : root + "/" + path;
    }
}
