package dev.failover.agent.page.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An element of HTML, SVG or XML. Texts and values of attributes are escaped when they are written, and there is no way to put in markup
 * as text: whatever a name, a reason or a vendor says stays text. Mutable while it is built; not thread-safe.
 */
final class Markup {
    private static final Set<String> VOID = Set.of("meta", "link", "input", "br");

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    /** Elements and texts. */
    private final List<Object> content = new ArrayList<>();

    private Markup(String name) {
        this.name = name;
    }

    /** @param name a constant of ours */
    static Markup of(String name) {
        return new Markup(name);
    }

    /** The same with a class or several, for the style sheet. */
    static Markup of(String name, String classes) {
        return new Markup(name).with("class", classes);
    }

    /** @param attribute a constant of ours, which is no event handler and no style: the policy of the page refuses these */
    Markup with(String attribute, String value) {
        attributes.put(attribute, value);
        return this;
    }

    /** An attribute that counts by being there. */
    Markup with(String attribute) {
        return with(attribute, attribute);
    }

    Markup text(String text) {
        content.add(text);
        return this;
    }

    Markup add(Markup... elements) {
        content.addAll(List.of(elements));
        return this;
    }

    Markup addAll(List<Markup> elements) {
        content.addAll(elements);
        return this;
    }

    /** As a document of HTML. */
    String asHtml() {
        StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
        write(out, true);
        return out.append('\n').toString();
    }

    /** As a document of XML, which SVG and Atom are. */
    String asXml() {
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        write(out, false);
        return out.append('\n').toString();
    }

    private void write(StringBuilder out, boolean html) {
        out.append('<').append(name);
        attributes.forEach((key, value) -> {
            out.append(' ').append(key).append("=\"");
            escape(value, out);
            out.append('"');
        });
        if (html && VOID.contains(name)) {
            out.append('>');
            return;
        }
        if (content.isEmpty() && !html) {
            out.append("/>");
            return;
        }
        out.append('>');
        for (Object part : content) {
            if (part instanceof Markup element) {
                element.write(out, html);
            } else {
                escape((String) part, out);
            }
        }
        out.append("</").append(name).append('>');
        if (name.equals("div") || name.equals("section") || name.equals("tr") || name.equals("li")) {
            out.append('\n');
        }
    }

    private static void escape(String text, StringBuilder out) {
        text.codePoints().forEach(character -> {
            switch (character) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isAllowed(character) ? character : '\uFFFD');
            }
        });
    }

    /** By the production Char of XML 1.0, without the controls that it only discourages. */
    private static boolean isAllowed(int character) {
        return character == '\t'
                || character == '\n'
                || character >= 0x20 && character < 0x7f
                || character >= 0xa0 && character < 0xd800
                || character >= 0xe000 && character < 0xfffe
                || character >= 0x10000;
    }
}
