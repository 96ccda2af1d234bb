package dev.failover.sftp;

/**
 * A file's attributes as SFTP version 3 carries them; whatever is absent is -1.
 *
 * @param size in bytes
 * @param mode as of stat(2), with the kind of file when a server sent it
 * @param modified in seconds since 1970, unsigned
 */
record Attributes(long size, int mode, long modified) {
    static final int ABSENT = -1;

    private static final int HAS_SIZE = 0x1;
    private static final int HAS_OWNERS = 0x2;
    private static final int HAS_MODE = 0x4;
    private static final int HAS_TIMES = 0x8;
    private static final int HAS_EXTENSIONS = 0x80000000;

    private static final long LATEST = 0xffff_ffffL;

    private static final int KIND = 0170000;
    private static final int KIND_FILE = 0100000;
    private static final int KIND_DIRECTORY = 0040000;
    private static final int KIND_LINK = 0120000;
    static final int PERMISSIONS = 0777;

    /** The nearest time, in seconds since 1970, that version 3 of the protocol can carry: from 1970 to 2106. */
    static long expressible(long seconds) {
        return Math.min(Math.max(seconds, 0), LATEST);
    }

    static Attributes ofMode(int mode) {
        return new Attributes(ABSENT, mode, ABSENT);
    }

    static Attributes ofSize(long size) {
        return new Attributes(size, ABSENT, ABSENT);
    }

    static Attributes ofTime(long modified) {
        return new Attributes(ABSENT, ABSENT, modified);
    }

    static Attributes read(Reply reply) {
        int flags = reply.int32();
        long size = (flags & HAS_SIZE) != 0 ? reply.int64() : ABSENT;
        if ((flags & HAS_OWNERS) != 0) {
            reply.skip(8);
        }
        int mode = (flags & HAS_MODE) != 0 ? reply.int32() : ABSENT;
        long modified = ABSENT;
        if ((flags & HAS_TIMES) != 0) {
            reply.skip(4);
            modified = Integer.toUnsignedLong(reply.int32());
        }
        if ((flags & HAS_EXTENSIONS) != 0) {
            for (int left = reply.int32(); left > 0; left--) {
                reply.skip(reply.int32());
                reply.skip(reply.int32());
            }
        }
        return new Attributes(size, mode, modified);
    }

    /** Times are the time of modification for both, as the protocol has no way to set one of them. */
    void write(Request request) {
        request.int32((size >= 0 ? HAS_SIZE : 0) | (mode >= 0 ? HAS_MODE : 0) | (modified >= 0 ? HAS_TIMES : 0));
        if (size >= 0) {
            request.int64(size);
        }
        if (mode >= 0) {
            request.int32(mode);
        }
        if (modified >= 0) {
            request.int32((int) modified);
            request.int32((int) modified);
        }
    }

    Kind kind() {
        if (mode == ABSENT) {
            return Kind.OTHER;
        }
        return switch (mode & KIND) {
            case KIND_FILE -> Kind.FILE;
            case KIND_DIRECTORY -> Kind.DIRECTORY;
            case KIND_LINK -> Kind.LINK;
            default -> Kind.OTHER;
        };
    }
}
