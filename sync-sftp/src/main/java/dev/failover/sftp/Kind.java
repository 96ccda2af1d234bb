package dev.failover.sftp;

/** What a name stands for; links are never followed. */
enum Kind {
    FILE,
    DIRECTORY,
    LINK,
    /** A device, a socket, a pipe: never mirrored. */
    OTHER
}
