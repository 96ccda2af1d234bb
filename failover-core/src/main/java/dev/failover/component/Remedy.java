package dev.failover.component;

/**
 * What a human has to do, or to allow, before what was refused can succeed. The message says it in words; a program that embeds the
 * library goes by this to name the command it has for it.
 */
public enum Remedy {
    /** Source and target of a mirror have to be marked for each other. */
    PREPARE,
    /** The source of a mirror has to be accepted as it is. */
    ACCEPT_SOURCE,
    /** The directory here has to be made the source. */
    PROMOTE,
    /** A run has to be allowed to delete more. */
    ALLOW_DELETIONS
}
