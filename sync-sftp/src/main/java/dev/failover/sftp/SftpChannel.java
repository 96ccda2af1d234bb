package dev.failover.sftp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An SFTP conversation with any number of requests under way at once. Requests go out in the order they are made; what a
 * reply leads to is done by the thread that pumps, so nothing here needs a lock. One thread at a time.
 */
final class SftpChannel {
    /** Does what follows from a reply, further requests included. */
    @FunctionalInterface
    interface Handler {
        void handle(Reply reply) throws IOException, InterruptedException;
    }

    /** A server that says nothing for as long, with requests under way, hangs: a disk's slowest fsync is far below. */
    private static final Duration SILENCE = Duration.ofSeconds(120);

    /** What servers take that name no limit (draft-ietf-secsh-filexfer-02, section 3), less the request around it. */
    private static final int COMMON_WRITE = 32 * 1024 - 1024;

    private static final int SMALLEST_WRITE = 1024;
    private static final int LARGEST_WRITE = 255 * 1024;
    private static final int COMMON_HANDLES = 64;

    private static final byte[] NO_DATA = {};

    private final Inbox inbox;
    /** The ways to the server; the first is that of all requests that name no other. */
    private final List<Outlet> lanes = new ArrayList<>();

    private final Map<Integer, Handler> underWay = new HashMap<>();
    private final Map<String, String> extensions = new HashMap<>();
    /** How many of those under way, over the first lane, nobody waits for. */
    private int aside;

    private int lastNumber;
    private int longestWrite = COMMON_WRITE;
    private int longestRead = COMMON_WRITE;
    private int mostHandles = COMMON_HANDLES;

    private SftpChannel(Inbox inbox, Outlet outlet) {
        this.inbox = inbox;
        lanes.add(outlet);
    }

    /** Greets the server and learns what it offers. */
    static SftpChannel open(Inbox inbox, Outlet outlet, Deadline deadline) throws IOException, InterruptedException {
        SftpChannel channel = new SftpChannel(inbox, outlet);
        greet(inbox, outlet, deadline);
        channel.learn(awaitGreeting(inbox, SILENCE, deadline));
        if (channel.offers(Protocol.LIMITS)) {
            channel.readLimits(channel.call(channel.extended(Protocol.LIMITS), deadline));
        }
        return channel;
    }

    /** Says the first word, which {@link #awaitGreeting} waits to be returned. */
    static void greet(Inbox inbox, Outlet outlet, Deadline deadline) throws IOException, InterruptedException {
        inbox.expect();
        byte[] greeting = Request.of(Protocol.INIT, Protocol.VERSION_3).header(0);
        outlet.write(greeting, 0, greeting.length, deadline);
        outlet.flush(deadline);
    }

    static Reply awaitGreeting(Inbox inbox, Duration patience, Deadline deadline)
            throws IOException, InterruptedException {
        Reply version = inbox.take(deadline.left(patience));
        if (version == null) {
            throw silent(deadline);
        }
        if (version.type() != Protocol.VERSION || version.int32() < Protocol.VERSION_3) {
            throw new MalformedReplyException("the server does not speak version 3 of SFTP");
        }
        return version;
    }

    private void learn(Reply version) {
        while (version.hasMore()) {
            extensions.put(version.raw(), version.raw());
        }
    }

    private void readLimits(Reply reply) {
        if (reply.type() == Protocol.EXTENDED_REPLY) {
            reply.int64();
            longestRead = size(reply.int64());
            longestWrite = size(reply.int64());
            // Half of them: a server counts what its other clients hold as well.
            mostHandles = Math.max(1, limit(reply.int64(), 512, 2 * COMMON_HANDLES) / 2);
        }
    }

    /** @param offered 0 where the server names no limit */
    private static int limit(long offered, int most, int common) {
        return offered <= 0 ? common : (int) Math.min(offered, most);
    }

    /** A server that takes a few bytes at a time would be sent millions of requests. */
    private static int size(long offered) {
        int limit = limit(offered, LARGEST_WRITE, COMMON_WRITE);
        if (limit < SMALLEST_WRITE) {
            throw new MalformedReplyException("the server takes, or gives, no more than " + limit + " bytes at a time");
        }
        return limit;
    }

    /** Another way to the same server, already greeted, whose answers come to the same {@link #inbox}. */
    void addLane(Outlet outlet) {
        lanes.add(outlet);
    }

    /** Leaves the first one only. To be called while nothing is under way. */
    void removeLanes() {
        lanes.subList(1, lanes.size()).clear();
    }

    int lanes() {
        return lanes.size();
    }

    Inbox inbox() {
        return inbox;
    }

    boolean offers(String extension) {
        return extensions.containsKey(extension);
    }

    int longestWrite() {
        return longestWrite;
    }

    int longestRead() {
        return longestRead;
    }

    int mostHandles() {
        return mostHandles;
    }

    /** A request yet to be filled in. */
    Request request(int type) {
        return Request.of(type, ++lastNumber);
    }

    Request extended(String name) {
        return Request.extended(++lastNumber, name);
    }

    /** Sends a request, at the latest when {@link #pump} is called. */
    void send(Request request, Deadline deadline, Handler handler) throws IOException, InterruptedException {
        send(request, 0, deadline, handler);
    }

    /**
     * The same over a lane. Only requests over one lane are carried out in their order, and a handle is known to the lane it was
     * opened over.
     */
    void send(Request request, int lane, Deadline deadline, Handler handler) throws IOException, InterruptedException {
        send(request, lane, NO_DATA, 0, deadline, handler);
    }

    /** The same with data behind it, as {@link Protocol#WRITE} has. */
    void send(Request request, int lane, byte[] data, int length, Deadline deadline, Handler handler)
            throws IOException, InterruptedException {
        deadline.requireTime();
        underWay.put(request.number(), handler);
        inbox.expect();
        byte[] header = request.header(length);
        Outlet outlet = lanes.get(lane);
        outlet.write(header, 0, header.length, deadline);
        outlet.write(data, 0, length, deadline);
    }

    /** Sends a request whose reply, whatever it is, is no matter. Nobody waits for it, but over a lane that will go. */
    void sendAside(Request request, int lane, Deadline deadline) throws IOException, InterruptedException {
        if (lane > 0) {
            send(request, lane, deadline, reply -> {});
        } else {
            aside++;
            send(request, lane, deadline, reply -> aside--);
        }
    }

    /** How many requests wait for a reply that matters. */
    int underWay() {
        return underWay.size() - aside;
    }

    /** Waits for at least one reply, and handles all that are there. */
    void pump(Deadline deadline) throws IOException, InterruptedException {
        flush(deadline);
        deadline.requireTime();
        Reply reply = inbox.take(deadline.left(SILENCE));
        if (reply == null) {
            throw silent(deadline);
        }
        for (; reply != null; reply = inbox.takeNow()) {
            int number = reply.int32();
            Handler handler = underWay.remove(number);
            if (handler == null) {
                throw new MalformedReplyException("a reply came to request " + number + ", which was not made");
            }
            handler.handle(reply);
        }
    }

    private void flush(Deadline deadline) throws IOException, InterruptedException {
        for (Outlet outlet : lanes) {
            outlet.flush(deadline);
        }
    }

    private static ConnectionLostException silent(Deadline deadline) throws InterruptedException {
        deadline.requireTime();
        return new ConnectionLostException("the server did not answer for " + SILENCE.toSeconds() + "s", null);
    }

    /** Handles replies until none is due. */
    void drain(Deadline deadline) throws IOException, InterruptedException {
        while (underWay() > 0) {
            pump(deadline);
        }
        flush(deadline);
    }

    /** Takes the replies that are still due, so that the server can be asked what is the matter. */
    void settle(Deadline deadline) throws IOException, InterruptedException {
        while (underWay() > 0) {
            try {
                pump(deadline);
            } catch (StatusException e) {
                // What follows from the same cause, most likely; the first one is told.
            }
        }
        flush(deadline);
    }

    /** Makes one request and waits for its reply, handling others meanwhile. */
    Reply call(Request request, Deadline deadline) throws IOException, InterruptedException {
        @Nullable Reply[] answer = new @Nullable Reply[1];
        send(request, deadline, reply -> answer[0] = reply);
        while (true) {
            Reply reply = answer[0];
            if (reply != null) {
                return reply;
            }
            pump(deadline);
        }
    }
}
