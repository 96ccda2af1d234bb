package dev.failover.sftp;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;

/** Says in one sentence what went wrong, and whether a retry may help. */
final class Failures {
    private static final long READ_ONLY = 0x1;

    private Failures() {}

    /**
     * What a failure means, once the target was asked whether it is full or read-only: version 3 of the protocol has one
     * status for all of these.
     *
     * @param more what else there is to say
     */
    static ComponentException explain(RunContext run, IOException failure, String more)
            throws IOException, InterruptedException {
        if (failure instanceof StatusException refused && refused.status() == Protocol.FAILURE) {
            Optional<String> state = state(run);
            if (state.isPresent()) {
                return new UnavailableException(state.get() + ": " + refused.getMessage() + more, refused);
            }
            return new UnavailableException(
                    "the server failed, perhaps because a quota is used up: " + refused.getMessage() + more, refused);
        }
        return explain(failure, more);
    }

    static ComponentException explain(IOException failure, String more) {
        if (failure instanceof StatusException refused) {
            return refused.status() == Protocol.PERMISSION_DENIED
                    ? new RejectedException(
                            "the server denies the account the right for it: " + refused.getMessage() + more, refused)
                    : new UnavailableException("the server refused: " + refused.getMessage() + more, refused);
        }
        if (failure instanceof AccessDeniedException denied) {
            return new RejectedException(
                    "the source's " + denied.getFile() + " can't be read: permission denied" + more, denied);
        }
        if (failure instanceof ConnectionLostException) {
            return new UnavailableException("the connection was lost: " + failure.getMessage() + more, failure);
        }
        return new UnavailableException(Excerpt.of(failure.toString()) + more, failure);
    }

    /** What a failure says; that it says nothing, if so: a server may close a connection without a word. */
    static String said(IOException failure) {
        String words = Excerpt.of(failure.getMessage());
        return words.isEmpty() ? Excerpt.of(null) : words;
    }

    /** An interruption that was heeded by a method that can't say so otherwise. */
    static void heedInterruption(IOException failure) throws InterruptedException {
        if (failure instanceof ClosedByInterruptException
                || failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException)) {
            Thread.interrupted();
            InterruptedException interruption = new InterruptedException("interrupted while talking to the server");
            interruption.initCause(failure);
            throw interruption;
        }
    }

    private static Optional<String> state(RunContext run) throws IOException, InterruptedException {
        SftpChannel channel = run.channel();
        String root = run.target().absolute("");
        if (!channel.offers(Protocol.STATVFS)) {
            return Optional.empty();
        }
        Reply reply = channel.call(channel.extended(Protocol.STATVFS).raw(root), run.deadline());
        if (reply.type() != Protocol.EXTENDED_REPLY) {
            return Optional.empty();
        }
        // f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail, f_fsid, f_flag, f_namemax.
        reply.int64();
        long unit = reply.int64();
        reply.skip(16);
        long free = reply.int64() * unit;
        long allFiles = reply.int64();
        reply.int64();
        long freeFiles = reply.int64();
        reply.int64();
        if ((reply.int64() & READ_ONLY) != 0) {
            return Optional.of("the target " + RawNames.show(root) + " is read-only");
        }
        // What did not fit has been removed again.
        if (free < run.progress().missingBytes() || allFiles > 0 && freeFiles == 0) {
            return Optional.of("the target " + RawNames.show(root) + " is full");
        }
        return Optional.empty();
    }
}
