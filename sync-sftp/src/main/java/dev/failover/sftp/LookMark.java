package dev.failover.sftp;

import dev.failover.sync.FileSync;
import java.io.IOException;
import java.util.List;
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

    /** In seconds since 1970; empty if no run over everything ever began. */
    static OptionalLong read(RunContext run) throws IOException, InterruptedException {
        Reply reply = run.channel()
                .call(run.channel().request(Protocol.LSTAT).raw(run.target().absolute(PATH)), run.deadline());
        if (reply.type() == Protocol.STATUS) {
            return OptionalLong.empty();
        }
        Attributes attributes = Attributes.read(reply.expect(Protocol.ATTRS));
        return attributes.kind() == Kind.FILE ? OptionalLong.of(attributes.modified()) : OptionalLong.empty();
    }

    /** Makes it. */
    static void make(RunContext run, long seconds) throws IOException, InterruptedException {
        run.target().makeMissing(List.of(FileSync.RESERVED), OPEN_TO_ALL);
        Request open = run.channel()
                .request(Protocol.OPEN)
                .raw(run.target().absolute(PATH))
                .int32(Protocol.OPEN_WRITE | Protocol.OPEN_CREATE | Protocol.OPEN_EXCLUSIVE)
                .attributes(Attributes.ofMode(READABLE));
        Reply reply = run.channel().call(open, run.deadline());
        if (reply.type() == Protocol.HANDLE) {
            run.channel().send(run.channel().request(Protocol.CLOSE).raw(reply.handle()), run.deadline(), closed -> {});
        }
        move(run, seconds);
    }

    /** Sets its time, with the requests that are sent next. An older time than is right costs a look too much, and no more. */
    static void move(RunContext run, long seconds) throws IOException, InterruptedException {
        run.target().setAttributes(PATH, Attributes.ofTime(Attributes.expressible(seconds)), Reply::status);
    }
}
