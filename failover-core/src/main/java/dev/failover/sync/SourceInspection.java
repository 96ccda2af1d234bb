package dev.failover.sync;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.sync.FileSync.Trait;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks through a source, once and so far only, for what its transport would lose, and for what can't be read at all: so that it is known
 * before the replica is needed. For one use.
 */
final class SourceInspection extends SourceWalk {
    private static final int MOST_ENTRIES = 10_000;
    private static final int SPECIAL_MODES = 07000;
    private static final String ATTRIBUTES = "unix:nlink,mode";

    private final Path source;
    private final Set<Trait> lost;
    private final Deadline deadline;
    private final Map<Trait, Path> found = new EnumMap<>(Trait.class);
    private Optional<String> unreadable = Optional.empty();
    private int entries;

    SourceInspection(DataSet dataSet, Exclusions exclusions, Set<Trait> lost, Deadline deadline) {
        super(dataSet.directory(), exclusions);
        this.source = dataSet.directory();
        this.lost = lost;
        this.deadline = deadline;
    }

    List<Finding> make() throws InterruptedException {
        String subject = "source " + source;
        List<Finding> findings = new ArrayList<>();
        try {
            from(Path.of(""));
            found.forEach((trait, path) -> findings.add(
                    Finding.warning(subject, "%s; one that has it is %s".formatted(trait.lost(), shown(path)))));
            unreadable.ifPresent(what -> findings.add(Finding.error(
                    subject,
                    "%s can't be read by %s: let it, or exclude that; no run is complete until then"
                            .formatted(what, System.getProperty("user.name")))));
        } catch (IOException | ComponentException e) {
            findings.add(Finding.error(subject, "can't be looked through: " + e));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(subject, nothing()));
        }
        return findings;
    }

    private String nothing() {
        String looked = "of %s files and directories looked at, none has what would be lost".formatted(entries);
        return lost.isEmpty()
                ? looked
                : looked + lost.stream().map(Trait::lost).collect(Collectors.joining("; ", " (", ")"));
    }

    private static String shown(Path path) {
        return path.toString().isEmpty() ? "the source itself" : Excerpt.of(path.toString());
    }

    @Override
    boolean directory(Path path, Path directory) throws IOException {
        return look(path, directory, false);
    }

    @Override
    boolean file(Path path, Path file, BasicFileAttributes attributes) throws IOException {
        return look(path, file, attributes.isRegularFile());
    }

    @Override
    void unreadable(Path path, IOException failure) {
        if (unreadable.isEmpty()) {
            unreadable = Optional.of(shown(path));
        }
    }

    /** @return whether to look on */
    private boolean look(Path path, Path file, boolean regular) throws IOException {
        entries++;
        if (entries > MOST_ENTRIES || deadline.left().isZero()) {
            return false;
        }
        if (regular && !Files.isReadable(file)) {
            unreadable(path, new IOException("it may not be read"));
        }
        if (!Files.isSymbolicLink(file)) {
            for (Trait trait : lost) {
                if (!found.containsKey(trait) && has(trait, file, regular)) {
                    found.put(trait, path);
                }
            }
        }
        return true;
    }

    /** What the JDK doesn't tell, holes and access control lists, is told by the page only. */
    private static boolean has(Trait trait, Path file, boolean regular) throws IOException {
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        return switch (trait) {
            case OWNER ->
                !Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName().equals(System.getProperty("user.name"));
            case EXTENDED_ATTRIBUTES -> {
                UserDefinedFileAttributeView view =
                        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
                yield view != null && !view.list().isEmpty();
            }
            case HARD_LINKS -> unix && regular && number(file, "nlink") > 1;
            case SPECIAL_MODES -> unix && (number(file, "mode") & SPECIAL_MODES) != 0;
            case HOLES -> false;
        };
    }

    private static int number(Path file, String attribute) throws IOException {
        Object value = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS)
                .get(attribute);
        return value instanceof Integer number ? number : 0;
    }
}
