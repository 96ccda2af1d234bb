package dev.failover.ovh;

/**
 * What the imitation answers.
 *
 * @param body empty for none
 */
record ImitatedReply(int status, String body) {
    static final ImitatedReply NULL = new ImitatedReply(200, "null");

    /** A request is not carried out. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient ImitatedReply reply;

        Refused(ImitatedReply reply) {
            super(reply.body());
            this.reply = reply;
        }

        ImitatedReply reply() {
            return reply;
        }
    }
}
