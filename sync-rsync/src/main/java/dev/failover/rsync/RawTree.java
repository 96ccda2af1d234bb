package dev.failover.rsync;

import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths made of bytes, whatever the JVM's locale makes of them: a URI has them one by one. */
record RawTree(Path root) {
    /** The path with these names, each character of which is a byte, separated by slashes. */
    Path path(String names) {
        if (names.chars().allMatch(c -> c > 0 && c < 128)) {
            // These are the same in each encoding that a locale has, and many.
            return root.resolve(names);
        }
        StringBuilder uri = new StringBuilder(root.toUri().toString().replaceFirst("/$", ""));
        uri.append('/');
        for (int i = 0; i < names.length(); i++) {
            char c = names.charAt(i);
            boolean plain = c == '/'
                    || c == '-'
                    || c == '_'
                    || c >= '0' && c <= '9'
                    || c >= 'A' && c <= 'Z'
                    || c >= 'a' && c <= 'z';
            if (plain) {
                uri.append(c);
            } else {
                uri.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return Path.of(URI.create(uri.toString()));
    }

    void makeDirectory(String names) {
        try {
            Files.createDirectories(path(names));
        } catch (IOException e) {
            throw new UnavailableException("The temporary directory " + root + " can't be used: " + e, e);
        }
    }
}
