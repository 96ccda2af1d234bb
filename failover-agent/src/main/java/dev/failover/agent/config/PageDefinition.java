package dev.failover.agent.config;

import dev.failover.component.Secret;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The status page, as it is configured.
 *
 * @param title whose page it is
 * @param listen where it is served; empty if nowhere
 * @param show what is served there
 * @param names by which it may be asked for, besides addresses and {@code localhost}
 * @param token who acts by the page must know it; empty if nobody may
 * @param export where it is put as files
 */
public record PageDefinition(
        String title,
        Optional<InetSocketAddress> listen,
        Show show,
        List<String> names,
        Optional<Secret> token,
        ExportDefinition export) {
    /** There is no page. */
    public static final PageDefinition NONE = new PageDefinition(
            "", Optional.empty(), Show.OPERATOR, List.of(), Optional.empty(), ExportDefinition.NOWHERE);

    /** What a listener shows. */
    public enum Show {
        /** All that is known, and the public page. */
        OPERATOR,
        /** What everybody may know. */
        PUBLIC
    }

    public PageDefinition {
        names = List.copyOf(names);
    }

    /** Whether there is anything to be shown anywhere. */
    public boolean isWanted() {
        return listen.isPresent() || export.isWanted();
    }

    /** The same, put elsewhere. */
    PageDefinition exportedTo(ExportDefinition other) {
        return new PageDefinition(title, listen, show, names, token, other);
    }

    /** The same as far as it is served. */
    public PageDefinition served() {
        return exportedTo(ExportDefinition.NOWHERE);
    }

    /** Where, and never the token. */
    @Override
    public String toString() {
        return "page at " + listen.map(InetSocketAddress::toString).orElse("no address");
    }
}
