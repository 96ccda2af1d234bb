package dev.failover.agent.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What pages need besides themselves, as the jar has it. */
enum Asset {
    STYLE("page.css", "text/css; charset=utf-8"),
    SCRIPT("page.js", "text/javascript; charset=utf-8"),
    ICON("icon.svg", Reply.SVG);

    private final String file;
    private final String type;

    Asset(String file, String type) {
        this.file = file;
        this.type = type;
    }

    static @Nullable Asset named(String file) {
        for (Asset asset : values()) {
            if (asset.file.equals(file)) {
                return asset;
            }
        }
        return null;
    }

    String file() {
        return file;
    }

    String type() {
        return type;
    }

    String content() {
        try (InputStream in = Asset.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Reply reply() {
        return new Reply(200, type, content(), Map.of("Cache-Control", "max-age=60"));
    }
}
