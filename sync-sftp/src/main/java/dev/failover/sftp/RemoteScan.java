package dev.failover.sftp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Looks at the target: many directories at a time, so that round trips do not add up. Links are seen, never followed.
 * Not thread-safe.
 */
final class RemoteScan {
    /** How many names OpenSSH tells at a time, at most; where there are fewer, they were the last, most likely. */
    private static final int NAMES = 100;

    /** The names, and that there are no more: a directory of up to so many is read in one round trip. */
    private static final int READ_AHEAD = 2;

    /** How many names may so be on their way from one directory. */
    private static final int NAMES_UNDER_WAY = READ_AHEAD * NAMES;

    /** So many directories more are no reason to list some over another lane. */
    private static final int FEW = 8;

    /** What is on its way when room becomes low still needs some; names that are not short count for two. */
    private static final int PART = 12;

    /** A server that has no more to say says so; some come without a name once. */
    private static final int MOST_EMPTY = 16;

    /** Of any file system's paths; Linux has 4096 (PATH_MAX). */
    private static final int LONGEST_PATH = 32 * 1024;

    private final SftpChannel channel;
    private final String root;
    private final Scope scope;
    private final Deadline deadline;
    private final Room room;
    private final int mostOpen;
    private final Map<String, Entry> found = new HashMap<>();
    private final List<String> stale = new ArrayList<>();
    private final Set<String> kept = new HashSet<>();
    private final Deque<Listing> toOpen = new ArrayDeque<>();
    private final LinkedHashSet<Listing> open = new LinkedHashSet<>();

    RemoteScan(SftpChannel channel, String root, Scope scope, Deadline deadline, Room room) {
        this.channel = channel;
        this.root = root;
        this.scope = scope;
        this.deadline = deadline;
        this.room = room;
        this.mostOpen = (int) Math.max(1, Math.min(channel.mostHandles(), room.most() / NAMES_UNDER_WAY / PART));
    }

    /** What becomes of what is in a directory. */
    interface Listed {
        /** @param children what is in it and is the run's business, by name */
        void in(String directory, Map<String, Entry> children) throws IOException, InterruptedException;
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

    /**
     * Looks at what is in these directories, keeping what is asked for, and not at what is below that. All have been opened then; what is in
     * the last of them comes with whatever is waited for next.
     */
    void listed(Collection<String> directories, Predicate<String> asked) throws IOException, InterruptedException {
        for (String directory : directories) {
            open(directory, (above, children) -> {
                for (Map.Entry<String, Entry> child : children.entrySet()) {
                    String path = Scope.join(above, child.getKey());
                    if (asked.test(path)) {
                        add(path, child.getValue());
                    }
                }
            });
        }
        while (!toOpen.isEmpty() || !open.stream().allMatch(listing -> listing.opened)) {
            channel.pump(deadline);
        }
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
            Entry entry = Entry.of(Attributes.read(reply.expect(Protocol.ATTRS)));
            if (!leavesOut(path, entry)) {
                add(path, entry);
            }
        });
        // ProFTPD's LSTAT follows links; what can be read as a link is one.
        channel.send(channel.request(Protocol.READLINK).raw(absolute(path)), deadline, reply -> {
            Entry entry = found.get(path);
            if (entry != null && reply.type() == Protocol.NAME && reply.int32() == 1) {
                found.put(path, entry.linkingTo(requireShort(reply.raw())));
            }
        });
    }

    /** Looks at all that is below these directories. */
    RemoteScan below(Collection<String> directories) throws IOException, InterruptedException {
        for (String directory : directories) {
            open(directory, this::addWithAllBelow);
        }
        channel.drain(deadline);
        return this;
    }

    /** Adds what is in a directory, and what is below that as soon as it is listed. */
    void addWithAllBelow(String directory, Map<String, Entry> children) throws IOException, InterruptedException {
        for (Map.Entry<String, Entry> child : children.entrySet()) {
            addWithAllBelow(Scope.join(directory, child.getKey()), child.getValue());
        }
    }

    void addWithAllBelow(String path, Entry entry) throws IOException, InterruptedException {
        add(path, entry);
        if (entry.isDirectory()) {
            open(path, this::addWithAllBelow);
        }
    }

    void add(String path, Entry entry) {
        room.keep(path);
        found.put(path, entry);
    }

    /** Has a directory listed; whatever is waited for next does it. */
    void open(String directory, Listed then) throws IOException, InterruptedException {
        toOpen.push(new Listing(directory, then));
        openMore();
    }

    /** How many directories are being listed, or wait for it. */
    int underWay() {
        return open.size() + toOpen.size();
    }

    /** A few more over the same one are not worth another. */
    private int emptiestLane() {
        int[] listings = new int[channel.lanes()];
        open.forEach(listing -> listings[listing.lane]++);
        int emptiest = 0;
        for (int lane = 1; lane < listings.length; lane++) {
            emptiest = listings[lane] / FEW < listings[emptiest] / FEW ? lane : emptiest;
        }
        return emptiest;
    }

    private void openMore() throws IOException, InterruptedException {
        while (open.size() < mostOpen && !toOpen.isEmpty() && (open.isEmpty() || !room.isLow())) {
            Listing next = toOpen.pop();
            next.lane = emptiestLane();
            open.add(next);
            next.open();
        }
    }

    private void closed(Listing listing) throws IOException, InterruptedException {
        open.remove(listing);
        for (Listing waiting : List.copyOf(open)) {
            waiting.goOn();
        }
        openMore();
    }

    private StatusException denied(String path) {
        return new StatusException(Protocol.PERMISSION_DENIED, RawNames.show(absolute(path)));
    }

    private boolean leavesOut(String path, Entry entry) {
        if (!scope.leavesOut(path, entry.isDirectory())) {
            return false;
        }
        for (String at = Scope.parent(path); !at.isEmpty() && kept.add(at); at = Scope.parent(at)) {}
        return true;
    }

    private static String requireShort(String name) {
        if (name.length() > LONGEST_PATH) {
            throw new MalformedReplyException("the server has a name of " + name.length() + " bytes");
        }
        return name;
    }

    /** One directory while it is read. */
    private final class Listing {
        private final String directory;
        private int lane;
        private final Listed then;
        private final Map<String, Entry> children = new HashMap<>();
        private String handle = "";
        private boolean opened;
        private int reads;
        private int links;
        private long names;
        private int empty;
        private boolean waits;
        private boolean ended;

        Listing(String directory, Listed then) {
            this.directory = directory;
            this.then = then;
        }

        void open() throws IOException, InterruptedException {
            send(channel.request(Protocol.OPENDIR).raw(absolute(directory)), this::opened);
        }

        private void send(Request request, SftpChannel.Handler handler) throws IOException, InterruptedException {
            channel.send(request, lane, deadline, handler);
        }

        private void opened(Reply reply) throws IOException, InterruptedException {
            opened = true;
            if (reply.type() == Protocol.STATUS) {
                int status = reply.int32();
                if (status == Protocol.PERMISSION_DENIED) {
                    throw denied(directory);
                }
                if (status != Protocol.NO_SUCH_FILE) {
                    throw new StatusException(status, "the directory " + RawNames.show(absolute(directory)));
                }
                tell();
                closed(this);
                return;
            }
            handle = reply.expect(Protocol.HANDLE).handle();
            readAhead();
        }

        private void readAhead() throws IOException, InterruptedException {
            while (reads < READ_AHEAD) {
                readMore();
            }
        }

        private void readMore() throws IOException, InterruptedException {
            reads++;
            send(channel.request(Protocol.READDIR).raw(handle), this::read);
        }

        /** Reads on, if it has waited for room. */
        void goOn() throws IOException, InterruptedException {
            if (waits && !ended && hasTurn()) {
                waits = false;
                readAhead();
            }
        }

        /** The first one may always go on, as others would wait for ever otherwise. */
        private boolean hasTurn() {
            return !room.isLow() || open.iterator().next() == this;
        }

        private void read(Reply reply) throws IOException, InterruptedException {
            reads--;
            boolean more = false;
            if (reply.type() == Protocol.STATUS) {
                int status = reply.int32();
                if (status != Protocol.EOF) {
                    throw new StatusException(status, "reading " + RawNames.show(absolute(directory)));
                }
                ended = true;
            } else {
                reply.expect(Protocol.NAME);
                int count = reply.int32();
                more = count >= NAMES || reads == 0;
                empty = count > 0 ? 0 : empty + 1;
                names += count;
                if (empty > MOST_EMPTY) {
                    throw new MalformedReplyException(
                            "the server goes on listing " + RawNames.show(absolute(directory)) + " without a name");
                }
                if (names > room.most()) {
                    throw room.full();
                }
                for (int left = count; left > 0; left--) {
                    String name = requireShort(reply.raw());
                    reply.skip(reply.int32());
                    child(name, Entry.of(Attributes.read(reply)));
                }
            }
            if (!ended && more && hasTurn()) {
                readAhead();
            } else if (!ended && more) {
                waits = true;
            }
            endIfAllCame();
        }

        private void child(String name, Entry entry) throws IOException, InterruptedException {
            if (name.equals(".") || name.equals("..")) {
                return;
            }
            if (name.isEmpty() || name.indexOf('/') >= 0) {
                throw new MalformedReplyException("the server listed a file named \"" + RawNames.show(name) + "\"");
            }
            String path = requireShort(Scope.join(directory, name));
            if (TemporaryNames.isTemporary(name)) {
                room.keep(path);
                stale.add(path);
            } else if (!leavesOut(path, entry)) {
                room.lend(name);
                children.put(name, entry);
                if (entry.kind() == Kind.LINK) {
                    readLink(name, path, entry);
                }
            }
        }

        private void readLink(String name, String path, Entry entry) throws IOException, InterruptedException {
            links++;
            send(channel.request(Protocol.READLINK).raw(absolute(path)), reply -> {
                links--;
                if (reply.type() == Protocol.NAME && reply.int32() == 1) {
                    String text = requireShort(reply.raw());
                    room.lend(text);
                    children.put(name, entry.linkingTo(text));
                }
                endIfAllCame();
            });
        }

        private void endIfAllCame() throws IOException, InterruptedException {
            if (ended && reads == 0 && links == 0) {
                tell();
                channel.sendAside(channel.request(Protocol.CLOSE).raw(handle), lane, deadline);
                closed(this);
            }
        }

        private void tell() throws IOException, InterruptedException {
            children.forEach((name, entry) -> {
                room.giveBack(name);
                if (!entry.link().isEmpty()) {
                    room.giveBack(entry.link());
                }
            });
            then.in(directory, children);
            children.clear();
        }
    }

    private String absolute(String path) {
        return path.isEmpty() ? root : root + "/" + path;
    }
}
