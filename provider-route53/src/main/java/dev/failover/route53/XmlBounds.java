package dev.failover.route53;

import java.io.IOException;
import java.io.StringReader;
import java.util.Locale;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** How large and deep an answer in XML may be before it is made a tree. */
final class XmlBounds {
    /** Route 53 has at most eight elements inside one another. */
    private static final int MAX_DEPTH = 32;

    /** 300 record sets with 100 values each; as a tree, some 20 MB. */
    private static final int MAX_ELEMENTS = 70_000;

    private XmlBounds() {}

    /**
     * Reads a text to its end, or to where it is no XML any more, which is for others to say.
     *
     * @throws IOException if it is beyond what Route 53 sends, or in another encoding
     */
    static void check(String text) throws IOException {
        try {
            XMLStreamReader reader = reader(text);
            String encoding = reader.getCharacterEncodingScheme();
            if (encoding != null && !encoding.toUpperCase(Locale.ROOT).equals("UTF-8")) {
                throw new IOException("it answered in another encoding than UTF-8");
            }
            int depth = 0;
            int elements = 0;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    elements++;
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                }
                if (depth > MAX_DEPTH || elements > MAX_ELEMENTS) {
                    throw new IOException("it answered with more elements, or deeper ones, than Route 53 has");
                }
            }
        } catch (XMLStreamException e) {
            // A portal's page, an answer cut short.
        }
    }

    /** Reads XML without what its document type may define. */
    static XMLStreamReader reader(String text) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory.createXMLStreamReader(new StringReader(text));
    }
}
