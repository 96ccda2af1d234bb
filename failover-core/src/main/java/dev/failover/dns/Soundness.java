package dev.failover.dns;

import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Whether a message is an answer at all to what was asked, before anything is made of it. */
final class Soundness {
    private Soundness() {}

    /**
     * What makes it none (RFC 1035, section 4.1); empty if it is one.
     *
     * @param message from which nothing is left to be fetched over TCP
     */
    static Optional<String> fault(Message message, Name asked, int type) {
        if (!message.getHeader().getFlag(Flags.QR)) {
            return Optional.of("sent a question back instead of an answer");
        }
        if (message.getHeader().getOpcode() != Opcode.QUERY) {
            return Optional.of("answered as to another kind of request");
        }
        Record question = message.getQuestion();
        // A server that can't even read a question may leave it out.
        if (question != null
                && !(question.getName().equals(asked)
                        && question.getType() == type
                        && question.getDClass() == DClass.IN)) {
            return Optional.of("answered another question");
        }
        if (message.getHeader().getFlag(Flags.TC)) {
            return Optional.of("answered in part only, over TCP too");
        }
        return message.getSection(Section.ANSWER).stream().allMatch(record -> record.getDClass() == DClass.IN)
                ? Optional.empty()
                : Optional.of("answered about another class than IN");
    }
}
