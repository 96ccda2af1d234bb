package dev.failover.agent.command;

import dev.failover.agent.config.RedactedConfiguration;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Texts in one file, each without what the configuration leaves out. */
final class SupportBundle {
    private static final Set<PosixFilePermission> MINE = PosixFilePermissions.fromString("rw-------");

    private final RedactedConfiguration configuration;
    private final Map<String, String> texts = new LinkedHashMap<>();

    SupportBundle(RedactedConfiguration configuration) {
        this.configuration = configuration;
    }

    void add(String name, String text) {
        texts.put(name, configuration.clean(text.endsWith("\n") ? text : text + "\n"));
    }

    /** What is in it, by name, with its size in bytes. */
    Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        texts.forEach((name, text) -> sizes.put(name, text.getBytes(StandardCharsets.UTF_8).length));
        return sizes;
    }

    /** Writes a new file, for its owner only. */
    void write(Path file) throws IOException {
        try (OutputStream to = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Files.setPosixFilePermissions(file, MINE);
            try (ZipOutputStream zip = new ZipOutputStream(to, StandardCharsets.UTF_8)) {
                for (Map.Entry<String, String> text : texts.entrySet()) {
                    zip.putNextEntry(new ZipEntry(text.getKey()));
                    zip.write(text.getValue().getBytes(StandardCharsets.UTF_8));
                    zip.closeEntry();
                }
            }
        }
    }
}
