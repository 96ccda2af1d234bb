package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.PageDefinition;
import dev.failover.agent.config.PageDefinition.Show;
import dev.failover.component.Finding;
import dev.failover.internal.storage.StateDirectory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the status page could be served and exported, found out without doing either. */
final class PageInspection {
    private final PageDefinition page;
    private final Path stateDirectory;

    PageInspection(Configuration configuration) {
        this.page = configuration.page();
        this.stateDirectory = configuration.stateDirectory();
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        page.listen().ifPresent(listen -> listen(listen, findings));
        page.export().to().directory().ifPresent(directory -> findings.add(export(directory.toAbsolutePath())));
        return findings;
    }

    private void listen(InetSocketAddress listen, List<Finding> findings) {
        String subject = "listen";
        String shown = listen.toString().replaceFirst("^.*/", "");
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(listen);
            findings.add(Finding.ok(subject, shown + " is free"));
        } catch (IOException e) {
            findings.add(
                    StateDirectory.owner(stateDirectory).isPresent()
                            ? Finding.ok(subject, shown + " is in use, as an agent is running")
                            : Finding.error(subject, shown + " can't be had: " + e.getMessage()));
        }
        if (!listen.getAddress().isLoopbackAddress() && page.show() == Show.OPERATOR) {
            findings.add(Finding.warning(
                    subject,
                    "whoever reaches %s sees all that is known%s; let a server with TLS and a login pass requests on from"
                                    .formatted(
                                            shown,
                                            page.token().isPresent() ? ", and the token is sent in the clear" : "")
                            + " elsewhere, or set `page.show: public`"));
        }
    }

    private static Finding export(Path directory) {
        String subject = "export";
        Path existing = nearestExisting(directory);
        if (existing == null || !Files.isDirectory(existing)) {
            return Finding.error(subject, existing + " is not a directory");
        }
        return Files.isWritable(existing)
                ? Finding.ok(subject, directory + (existing.equals(directory) ? " can be written to" : " can be made"))
                : Finding.error(subject, existing + " can't be written to by this user");
    }

    private static @Nullable Path nearestExisting(Path directory) {
        Path existing = directory;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing;
    }
}
