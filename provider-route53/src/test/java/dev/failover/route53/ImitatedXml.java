package dev.failover.route53;

import dev.failover.route53.ImitatedReply.Refused;
import dev.failover.route53.ImitatedZone.Change;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Reads a change batch as strictly as Route 53 does. */
final class ImitatedXml {
    private static final String XMLNS = "https://route53.amazonaws.com/doc/2013-04-01/";

    private ImitatedXml() {}

    static List<Change> changes(byte[] body) throws Refused {
        Element root = root(body);
        if (!root.getLocalName().equals("ChangeResourceRecordSetsRequest") || !XMLNS.equals(root.getNamespaceURI())) {
            throw new Refused(400, "MalformedInput", "Unexpected root element: " + root.getLocalName());
        }
        List<Change> changes = new ArrayList<>();
        NodeList nodes = root.getElementsByTagNameNS(XMLNS, "Change");
        for (int i = 0; i < nodes.getLength(); i++) {
            Element change = (Element) nodes.item(i);
            String action = text(change, "Action");
            if (!List.of("CREATE", "DELETE", "UPSERT").contains(action)) {
                throw new Refused(400, "InvalidInput", "Unknown action: " + action);
            }
            changes.add(new Change(action, set(change)));
        }
        if (changes.isEmpty()) {
            throw new Refused(400, "InvalidInput", "A batch has at least one change");
        }
        return changes;
    }

    private static ImitatedSet set(Element change) throws Refused {
        List<String> values = new ArrayList<>();
        NodeList nodes = change.getElementsByTagNameNS(XMLNS, "Value");
        for (int i = 0; i < nodes.getLength(); i++) {
            values.add(nodes.item(i).getTextContent());
        }
        String ttl = text(change, "TTL");
        String identifier = text(change, "SetIdentifier");
        if (ttl.isEmpty() || values.isEmpty()) {
            throw new Refused(400, "InvalidInput", "A simple record set has a TTL and values");
        }
        for (String value : values) {
            if (text(change, "Type").equals("TXT")
                    && !value.matches("\"([^\"\\\\]|\\\\.)*\"( \"([^\"\\\\]|\\\\.)*\")*")) {
                throw new Refused(
                        400,
                        "InvalidChangeBatch",
                        "[Invalid Resource Record: FATAL problem: InvalidCharacterString (Value should be enclosed in quotation marks) encountered with '"
                                + value + "']");
            }
        }
        return new ImitatedSet(
                ImitatedZone.canonical(text(change, "Name")),
                text(change, "Type"),
                identifier.isEmpty() ? null : identifier,
                Long.valueOf(ttl),
                values,
                "");
    }

    private static String text(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagNameNS(XMLNS, name);
        return nodes.getLength() == 0 ? "" : nodes.item(0).getTextContent();
    }

    private static Element root(byte[] body) throws Refused {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(body));
            return document.getDocumentElement();
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new Refused(400, "MalformedInput", "Unable to parse: " + e.getMessage());
        }
    }
}
