package dev.failover.traffic;

import dev.failover.component.Excerpt;
import java.util.Optional;

/**
 * Who gets the traffic. Immutable; two are equal if they say the same.
 *
 * @param site the one site that gets it; empty if it goes nowhere, to more than one, or to what is no site
 * @param elsewhere where it goes then, as a part of a sentence: {@code ns9.example.net}, {@code prod and home}; empty if to a site
 */
public record Traffic(Optional<String> site, String elsewhere) {
    /** What can't be the name of a site. */
    private static final String MARK = "?";

    /** @throws IllegalArgumentException if it goes to a site and elsewhere, or to neither, or the name can't be a site's */
    public Traffic {
        if (site.isPresent() == !elsewhere.isEmpty()) {
            throw new IllegalArgumentException("traffic goes either to a site or elsewhere");
        }
        if (site.filter(name -> name.isBlank() || name.startsWith(MARK)).isPresent()) {
            throw new IllegalArgumentException("a site has a name, which does not begin with " + MARK);
        }
    }

    /** To exactly this site. */
    public static Traffic to(String site) {
        return new Traffic(Optional.of(site), "");
    }

    /**
     * To no site, or not to exactly one.
     *
     * @param where as whoever was asked has it; brought to one line
     */
    public static Traffic elsewhere(String where) {
        String line = Excerpt.of(where).strip();
        return new Traffic(Optional.empty(), line.isEmpty() ? "nowhere" : line);
    }

    /** Read back from its {@link #text()}. */
    public static Traffic of(String text) {
        return text.startsWith(MARK) ? elsewhere(text.substring(MARK.length())) : to(text);
    }

    /** One text for each: the site's name, or what can't be one. */
    public String text() {
        return site.orElseGet(() -> MARK + " " + elsewhere);
    }

    /** For a human. */
    @Override
    public String toString() {
        return site.orElse(elsewhere);
    }
}
