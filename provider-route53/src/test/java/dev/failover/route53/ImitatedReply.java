package dev.failover.route53;

/** What the imitation answers: XML. */
record ImitatedReply(int status, String body) {
    private static final String XMLNS = "https://route53.amazonaws.com/doc/2013-04-01/";

    static ImitatedReply of(String root, String content) {
        return new ImitatedReply(
                200, "<?xml version=\"1.0\"?>\n<%1$s xmlns=\"%2$s\">%3$s</%1$s>".formatted(root, XMLNS, content));
    }

    static ImitatedReply error(int status, String code, String message) {
        return new ImitatedReply(
                status,
                "<?xml version=\"1.0\"?>\n<ErrorResponse xmlns=\"%s\"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>imitated-request</RequestId></ErrorResponse>"
                        .formatted(XMLNS, code, escape(message)));
    }

    /** The other shape: the code as root. */
    static ImitatedReply error(int status, String code, Iterable<String> messages) {
        StringBuilder content = new StringBuilder();
        messages.forEach(
                message -> content.append("<Message>").append(escape(message)).append("</Message>"));
        return new ImitatedReply(
                status,
                "<?xml version=\"1.0\"?>\n<%1$s xmlns=\"%2$s\"><Messages>%3$s</Messages><RequestId>imitated-request</RequestId></%1$s>"
                        .formatted(code, XMLNS, content));
    }

    static String element(String name, Object content) {
        return "<" + name + ">" + escape(String.valueOf(content)) + "</" + name + ">";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** A request is not carried out. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient ImitatedReply reply;

        Refused(ImitatedReply reply) {
            super(reply.body());
            this.reply = reply;
        }

        Refused(int status, String code, String message) {
            this(error(status, code, message));
        }

        ImitatedReply reply() {
            return reply;
        }
    }
}
