package dev.failover.s3;

import dev.failover.component.Excerpt;
import dev.failover.http.HttpReply;
import java.io.StringReader;
import java.util.function.UnaryOperator;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What an answer that is no success says of itself: {@code <Error><Code>…</Code><Message>…</Message></Error>}.
 *
 * @param code empty if the body is not of that form
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">the codes</a>
 */
record S3Error(int status, String code, String message) {
    static S3Error of(HttpReply reply, UnaryOperator<String> mask) {
        String code = "";
        String message = "";
        try {
            XMLStreamReader xml = reader(reply.text());
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamReader.START_ELEMENT) {
                    String name = xml.getLocalName();
                    if (name.equals("Code") && code.isEmpty()) {
                        code = xml.getElementText();
                    } else if (name.equals("Message") && message.isEmpty()) {
                        message = xml.getElementText();
                    }
                }
            }
        } catch (XMLStreamException e) {
            // A proxy's page, or nothing at all: what was found until then will do.
        }
        return new S3Error(reply.status(), Excerpt.of(mask.apply(code), 60), Excerpt.of(mask.apply(message)));
    }

    private static XMLStreamReader reader(String text) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory.createXMLStreamReader(new StringReader(text));
    }

    boolean is(String name) {
        return code.equals(name);
    }

    /** {@code HTTP 403 AccessDenied, "Access Denied"}. */
    @Override
    public String toString() {
        return "HTTP " + status + (code.isEmpty() ? "" : " " + code)
                + (message.isEmpty() ? "" : ", \"" + message + "\"");
    }
}
