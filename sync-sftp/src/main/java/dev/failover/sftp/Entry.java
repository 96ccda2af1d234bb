package dev.failover.sftp;

/**
 * What a scan found under a name, here or at the server.
 *
 * @param size in bytes; of files only
 * @param seconds when it was modified, since 1970: all that version 3 of the protocol carries
 * @param nanos of that second; 0 where the server doesn't say
 * @param mode permissions; {@link Attributes#ABSENT} where there are none
 * @param link what a link says, raw; empty for anything else
 */
record Entry(Kind kind, long size, long seconds, int nanos, int mode, String link) {
    boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    boolean isFile() {
        return kind == Kind.FILE;
    }

    static Entry of(Attributes attributes) {
        return new Entry(
                attributes.kind(),
                attributes.size(),
                attributes.modified(),
                0,
                attributes.mode() < 0 ? Attributes.ABSENT : attributes.mode() & Attributes.PERMISSIONS,
                "");
    }

    Entry linkingTo(String target) {
        return new Entry(Kind.LINK, 0, seconds, nanos, mode, target);
    }

    boolean sameContentAs(Entry other) {
        return kind == other.kind && size == other.size && seconds == other.seconds && nanos == other.nanos;
    }
}
