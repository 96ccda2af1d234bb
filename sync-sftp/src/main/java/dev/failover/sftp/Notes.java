package dev.failover.sftp;

import dev.failover.component.RejectedException;
import dev.failover.sync.Exclusions;
import dev.failover.sync.FileSync;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The notes in the target's reserved directory: written whole under another name, then renamed. */
final class Notes {
    private static final int LONGEST = 64 * 1024;
    private static final int READABLE = 0644;
    private static final int OPEN_TO_ALL = 0755;

    private Notes() {}

    static String path(String name) {
        FileSync.requireNoteName(name);
        return FileSync.RESERVED + "/" + name;
    }

    static Optional<String> read(SftpChannel channel, Target target, String name, Deadline deadline)
            throws IOException, InterruptedException {
        Reply looked = channel.call(channel.request(Protocol.LSTAT).raw(target.absolute(path(name))), deadline);
        if (looked.status() == Protocol.NO_SUCH_FILE) {
            return Optional.empty();
        }
        // A server waits for who writes to a pipe, and the whole connection with it.
        Kind kind = Attributes.read(looked.expect(Protocol.ATTRS)).kind();
        if (kind != Kind.FILE) {
            throw notOne(target, name);
        }
        Request open = channel.request(Protocol.OPEN)
                .raw(target.absolute(path(name)))
                .int32(Protocol.OPEN_READ)
                .attributes(new Attributes(Attributes.ABSENT, Attributes.ABSENT, Attributes.ABSENT));
        Reply opened = channel.call(open, deadline);
        if (opened.type() == Protocol.STATUS) {
            int status = opened.int32();
            if (status == Protocol.NO_SUCH_FILE) {
                return Optional.empty();
            }
            throw new StatusException(status, "the note " + name);
        }
        String handle = opened.expect(Protocol.HANDLE).handle();
        StringBuilder content = new StringBuilder();
        while (content.length() <= LONGEST) {
            Reply part = channel.call(
                    channel.request(Protocol.READ)
                            .raw(handle)
                            .int64(content.length())
                            .int32(32 * 1024),
                    deadline);
            if (part.type() == Protocol.STATUS && part.int32() == Protocol.EOF) {
                break;
            }
            String more = part.expect(Protocol.DATA).raw();
            if (more.isEmpty()) {
                throw new MalformedReplyException("the server answers to reading the note " + name + " with nothing");
            }
            content.append(more);
        }
        channel.call(channel.request(Protocol.CLOSE).raw(handle), deadline);
        if (content.length() > LONGEST) {
            throw notOne(target, name);
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content.toString().getBytes(StandardCharsets.ISO_8859_1)))
                    .toString());
        } catch (CharacterCodingException e) {
            throw notOne(target, name);
        }
    }

    private static RejectedException notOne(Target target, String name) {
        return new RejectedException("what is in the place of the note " + RawNames.show(target.absolute(path(name)))
                + " is no text of at most 64 KiB; look at who wrote it, and remove it");
    }

    static void write(
            SftpChannel channel, Target target, String name, String content, Leftovers leftovers, Deadline deadline)
            throws IOException, InterruptedException {
        String note = path(name);
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        String temporary = TemporaryNames.beside(note);
        leftovers.add(temporary);
        Request open = channel.request(Protocol.OPEN)
                .raw(target.absolute(temporary))
                .int32(Protocol.OPEN_WRITE | Protocol.OPEN_CREATE | Protocol.OPEN_EXCLUSIVE)
                .attributes(Attributes.ofMode(READABLE));
        Reply opened = channel.call(open, deadline);
        if (opened.type() == Protocol.STATUS) {
            target.makeRoot();
            channel.drain(deadline);
            target.makeMissing(List.of(FileSync.RESERVED), OPEN_TO_ALL);
            opened = channel.call(
                    channel.request(Protocol.OPEN)
                            .raw(target.absolute(temporary))
                            .int32(Protocol.OPEN_WRITE | Protocol.OPEN_CREATE | Protocol.OPEN_EXCLUSIVE)
                            .attributes(Attributes.ofMode(READABLE)),
                    deadline);
        }
        String handle = opened.expect(Protocol.HANDLE).handle();
        int longest = channel.longestWrite();
        for (int at = 0; at < bytes.length; at += longest) {
            byte[] part = java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + longest));
            channel.send(channel.request(Protocol.WRITE).raw(handle).int64(at).bytes(part), deadline, Reply::expectOk);
        }
        if (channel.offers(Protocol.FSYNC)) {
            channel.send(channel.extended(Protocol.FSYNC).raw(handle), deadline, Reply::expectOk);
        }
        channel.call(channel.request(Protocol.CLOSE).raw(handle), deadline).expectOk();
        channel.drain(deadline);
        target.replace(temporary, note, reply -> {
            reply.expectOk();
            leftovers.remove(temporary);
        });
        channel.drain(deadline);
    }

    /** Looks for temporary files of notes that were cut; whatever is waited for next does it. */
    static RemoteScan lookForStale(RunContext run) throws IOException, InterruptedException {
        RemoteScan scan = new RemoteScan(
                run.channel(),
                run.target().absolute(FileSync.RESERVED),
                new Scope(run.source(), Exclusions.NONE),
                run.deadline(),
                new Room(run.room()));
        scan.open("", (directory, children) -> {});
        return scan;
    }

    /** @param scan that looked for them, and has come to its end */
    static List<String> stale(RemoteScan scan) {
        return scan.stale().stream().map(name -> FileSync.RESERVED + "/" + name).toList();
    }
}
