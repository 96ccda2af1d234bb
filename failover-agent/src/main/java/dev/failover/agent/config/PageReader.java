package dev.failover.agent.config;

import dev.failover.agent.config.PageDefinition.Show;
import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Secret;
import dev.failover.component.SettingsReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what is said of the status page. */
final class PageReader {
    /** Sixteen characters that somebody drew by lot can't be guessed over any network. */
    private static final int SHORTEST_TOKEN = 16;

    private static final int LONGEST_TITLE = 80;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern LISTEN = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([0-9.]+)):(\\d{1,5})");
    private static final Pattern HOST = Pattern.compile("[a-z0-9_]([a-z0-9._-]*[a-z0-9])?");

    private final Faults faults;

    private String title = "Status";
    private @Nullable InetSocketAddress listen;
    private @Nullable Show show;
    private List<String> names = List.of();
    private @Nullable Secret token;

    PageReader(Faults faults) {
        this.faults = faults;
    }

    /** @param top of the whole configuration */
    PageDefinition read(BlockReader top) {
        collect(top.settings("listen").reader().text("listen", text -> listen = address(text)));
        top.take("page").ifPresent(node -> {
            BlockReader page = BlockReader.of(node, "page", faults);
            collect(page.all()
                    .reader()
                    .text("title", text -> title = title(text))
                    .constant("show", Show.class, value -> show = value)
                    .texts(
                            "names",
                            texts ->
                                    names = texts.stream().map(PageReader::name).toList())
                    .secret("token", secret -> token = strong(secret)));
        });
        ExportDefinition export = top.take("export")
                .map(node -> new ExportReader(faults, top.names("notifiers")).read(node))
                .orElse(ExportDefinition.NOWHERE);
        InetSocketAddress where = listen;
        if (where != null && show == null && !where.getAddress().isLoopbackAddress()) {
            faults.add(
                    "page.show",
                    "is missing: listen is an address that others reach, so say what they may see: public, or operator"
                            + " for all that is known, with a login in front of it");
        }
        if (show == Show.PUBLIC && token != null) {
            faults.add(
                    "page.token", "is given, but by a public page nobody acts: leave it out, or show the operator's");
        }
        return new PageDefinition(
                title,
                Optional.ofNullable(listen),
                show == null ? Show.OPERATOR : show,
                names,
                Optional.ofNullable(token),
                export);
    }

    private void collect(SettingsReader reader) {
        try {
            reader.build(() -> this);
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
        }
    }

    private static InetSocketAddress address(String text) {
        Matcher matcher = LISTEN.matcher(text);
        if (matcher.matches()) {
            String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            int port = Integer.parseInt(matcher.group(3));
            try {
                if (port <= HIGHEST_PORT) {
                    return new InetSocketAddress(InetAddress.getByName(host), port);
                }
            } catch (UnknownHostException e) {
                // Said below.
            }
        }
        throw new IllegalArgumentException(
                "must be an address and a port, like 127.0.0.1:8423 or \"[::1]:8423\", not \"" + text + "\"");
    }

    private static String title(String text) {
        if (text.isBlank() || !Excerpt.of(text, LONGEST_TITLE).equals(text)) {
            throw new IllegalArgumentException("must be a line of at most " + LONGEST_TITLE + " characters");
        }
        return text;
    }

    private static String name(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (!HOST.matcher(name).matches()) {
            throw new IllegalArgumentException("must be host names without a port, not \"" + text + "\"");
        }
        return name;
    }

    private static Secret strong(Secret secret) {
        if (secret.reveal().length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException(
                    "must have at least " + SHORTEST_TOKEN + " characters: `openssl rand -hex 16` makes one");
        }
        return secret;
    }
}
