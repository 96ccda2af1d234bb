package dev.failover.sftp;

import dev.failover.sync.FileSync;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * An empty file in the target's reserved directory whose time is when the latest complete run began to look. What was modified
 * before that was seen as it is; what was modified later may have been changed again within the second that was sent, which
 * only the process that sent it remembers.
 */
final class LookMark {
    private static final String PATH = FileSync.RESERVED + "/looked";
    private static final int OPEN_TO_ALL = 0755;
    private static final int READABLE = 0644;

    private LookMark() {}

    /** What is told of it. */
    interface Found {
        /** @param seconds since 1970; empty if no run over everything ever began */
        void at(OptionalLong seconds) throws IOException, InterruptedException;
    }

    /** Reads it; whatever is waited for next does it. */
    static void read(RunContext run, Found found) throws IOException, InterruptedException {
        Request look = run.channel().request(Protocol.LSTAT).raw(run.target().absolute(PATH));
        run.channel().send(look, run.deadline(), reply -> found.at(read(reply)));
    }

    private static OptionalLong read(Reply reply) throws IOException {
        if (reply.type() == Protocol.STATUS) {
            return OptionalLong.empty();
        }
        Attributes attributes = Attributes.read(reply.expect(Protocol.ATTRS));
        return attributes.kind() == Kind.FILE ? OptionalLong.of(attributes.modified()) : OptionalLong.empty();
    }

    /** Makes it; whatever is waited for next does it. */
    static void make(RunContext run, long seconds) throws IOException, InterruptedException {
        SftpChannel channel = run.channel();
        Request directory = channel.request(Protocol.MKDIR)
                .raw(run.target().absolute(FileSync.RESERVED))
                .attributes(Attributes.ofMode(OPEN_TO_ALL));
        // That it is there already is a failure to the server like any other.
        channel.send(directory, run.deadline(), reply -> {});
        Request open = channel.request(Protocol.OPEN)
                .raw(run.target().absolute(PATH))
                .int32(Protocol.OPEN_WRITE | Protocol.OPEN_CREATE | Protocol.OPEN_EXCLUSIVE)
                .attributes(Attributes.ofMode(READABLE));
        channel.send(open, run.deadline(), reply -> {
            if (reply.type() == Protocol.HANDLE) {
                channel.sendAside(channel.request(Protocol.CLOSE).raw(reply.handle()), 0, run.deadline());
            }
        });
        move(run, seconds);
    }

    /** Sets its time, with the requests that are sent next. An older time than is right costs a look too much, and no more. */
    static void move(RunContext run, long seconds) throws IOException, InterruptedException {
        run.target().setAttributes(PATH, Attributes.ofTime(Attributes.expressible(seconds)), Reply::status);
    }
}
