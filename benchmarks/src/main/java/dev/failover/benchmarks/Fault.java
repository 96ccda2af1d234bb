package dev.failover.benchmarks;

/** How a website fails. */
enum Fault {
    KILLED("killed", false),
    BLACK_HOLED("black-holed", true),
    HANGING("hanging", true),
    HTTP_500("HTTP 500", false);

    private final String title;
    private final boolean slow;

    Fault(String title, boolean slow) {
        this.title = title;
        this.slow = slow;
    }

    String title() {
        return title;
    }

    /** Whether a probe has to wait for its timeout to see it. */
    boolean isSlow() {
        return slow;
    }
}
