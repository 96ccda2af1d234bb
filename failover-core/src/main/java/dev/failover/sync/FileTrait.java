package dev.failover.sync;

/** What a file may have besides its name, content, mode and time. A transport may {@linkplain FileSync#loses lose} it. */
public enum FileTrait {
    /** An owner other than the account that receives. */
    OWNER("owners are not kept: files belong to the account that receives them"),
    /** Several names: in the target each gets a file of its own. */
    HARD_LINKS("hard links are not kept: each name becomes a file of its own"),
    /** Attributes beside the usual ones, {@code user.…} of Linux, and access control lists. */
    EXTENDED_ATTRIBUTES("extended attributes and access control lists are not kept"),
    /** Blocks that were never written and take no room: in the target they do. */
    HOLES("sparse files are filled up: they take the room that their size says"),
    /** The bits set-user-id, set-group-id and sticky. */
    SPECIAL_MODES("the mode bits setuid, setgid and sticky are not kept");

    private final String lost;

    FileTrait(String lost) {
        this.lost = lost;
    }

    /** What becomes of it, for a human. */
    String lost() {
        return lost;
    }
}
