package dev.failover.decision;

/** Why a service was assigned to a site. */
public enum Cause {
    /** Found there when first looked at; nothing was changed. */
    ADOPTION("found at"),
    /** Unplanned: the active site is down. */
    FAILOVER("failover"),
    /** Planned, by a human. */
    SWITCHOVER("switchover"),
    /** Back to the primary. */
    FAILBACK("failback"),
    /** An automatic switch called off before it was published: the site it was to leave is up again. */
    RETRACTION("retraction"),
    /** What was decided is put back: somebody else changed the records. */
    RESTORATION("restoration");

    private final String text;

    Cause(String text) {
        this.text = text;
    }

    /** How it reads in a sentence. */
    public String text() {
        return text;
    }
}
