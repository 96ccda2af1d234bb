package dev.failover.sftp;

import dev.failover.component.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the files of an ssh_config, and finds those that it includes. */
final class ConfigFiles {
    /** A thousand times what anybody has. */
    private static final int LARGEST = 1024 * 1024;

    private ConfigFiles() {}

    /**
     * The lines of a file that say something.
     *
     * @param guarded whether, as OpenSSH asks of a user's own file and of all included, nobody else may write it
     */
    static List<ConfigLine> lines(Path file, boolean guarded) {
        List<ConfigLine> lines = new ArrayList<>();
        int number = 0;
        for (String text : read(file, guarded).split("\n", -1)) {
            number++;
            ConfigLine.of(file, number, text).ifPresent(lines::add);
        }
        return lines;
    }

    private static String read(Path file, boolean guarded) {
        try {
            if (Files.isDirectory(file)) {
                throw new RejectedException("the ssh-config " + file + " can't be read: it is a directory");
            }
            if (guarded) {
                requireOurs(file);
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(LARGEST + 1);
                if (bytes.length > LARGEST) {
                    throw new RejectedException(
                            "the ssh-config " + file + " can't be used: it has more than " + LARGEST + " bytes");
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new RejectedException("the ssh-config " + file + " can't be read: " + e, e);
        }
    }

    private static void requireOurs(Path file) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
        String owner = attributes.owner().getName();
        // A group of the owner's own name has no other member, as Debian makes users; its OpenSSH lets that pass.
        boolean others = attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)
                || attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                        && !attributes.group().getName().equals(owner);
        if (others || !owner.equals("root") && !owner.equals(ConfigTokens.localUser())) {
            throw new RejectedException("the ssh-config " + file + " can't be used: others than its user may write it; "
                    + "chown it to " + ConfigTokens.localUser() + " and chmod it to 600");
        }
    }

    /** The files that an {@code Include} names, in the order of their names; none if none is there. */
    static List<Path> included(ConfigLine line, String pattern, Path relativeTo) {
        try {
            Path whole = relativeTo.resolve(pattern.startsWith("~") ? ConfigTokens.tilde(pattern) : pattern);
            List<Path> found = List.of(Optional.ofNullable(whole.getRoot()).orElse(Path.of("")));
            for (Path name : whole) {
                found = below(found, name.toString());
            }
            return found;
        } catch (InvalidPathException e) {
            throw line.refusal("names what can't be a file");
        } catch (IllegalArgumentException e) {
            throw line.refusal(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw line.refusal("can't look for " + pattern + ": " + e);
        }
    }

    private static List<Path> below(List<Path> directories, String name) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path directory : directories) {
            if (name.chars().noneMatch(letter -> "*?[".indexOf(letter) >= 0)) {
                Optional.of(directory.resolve(name)).filter(Files::exists).ifPresent(found::add);
                continue;
            }
            try (DirectoryStream<Path> matching =
                    Files.newDirectoryStream(directory, name.replaceAll("[{}]", "\\\\$0"))) {
                for (Path file : matching) {
                    // A leading dot is matched by a dot only (glob(7)).
                    if (name.startsWith(".") || !file.getFileName().toString().startsWith(".")) {
                        found.add(file);
                    }
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                // Nothing is below what is not there.
            }
        }
        return found.stream().sorted().toList();
    }
}
