package dev.failover.testkit;

import dev.failover.backup.Backup;
import dev.failover.component.RejectedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Backups with one fault each, before a repository in memory, and the sentence that must go red. */
enum BrokenBackup {
    FORGETS_TAGS(
            "what it was told of a snapshot: its tags, when, and how many files and bytes",
            repository -> new Wrapper(repository) {
                @Override
                public Taken take(Path tree, Set<String> excluded, Map<String, String> tags, Duration timeout)
                        throws InterruptedException {
                    return super.take(tree, excluded, Map.of(), timeout);
                }
            }),
    LISTS_THE_LATEST_FIRST(
            "what it was told of a snapshot: its tags, when, and how many files and bytes",
            repository -> new Wrapper(repository) {
                @Override
                public List<Snapshot> list(Duration timeout) throws InterruptedException {
                    List<Snapshot> listed = new ArrayList<>(super.list(timeout));
                    Collections.reverse(listed);
                    return listed;
                }
            }),
    TAKES_WHAT_IS_EXCLUDED(
            "nothing of what is excluded at the root, and what is called the same below it",
            repository -> new Wrapper(repository) {
                @Override
                public Taken take(Path tree, Set<String> excluded, Map<String, String> tags, Duration timeout)
                        throws InterruptedException {
                    return super.take(tree, Set.of(), tags, timeout);
                }
            }),
    RESTORES_ALL(
            "each of its files apart: those that are asked for are restored, and no other",
            repository -> new Wrapper(repository) {
                @Override
                public Path restore(String snapshot, Path into, Collection<String> files, Duration timeout)
                        throws InterruptedException {
                    return super.restore(snapshot, into, List.of(), timeout);
                }
            }),
    RESTORES_THE_LATEST("the state of then, whatever becomes of the tree", repository -> new Wrapper(repository) {
        @Override
        public Path restore(String snapshot, Path into, Collection<String> files, Duration timeout)
                throws InterruptedException {
            List<Snapshot> listed = list(timeout);
            boolean known = listed.stream().anyMatch(each -> each.id().equals(snapshot));
            return super.restore(known ? listed.get(listed.size() - 1).id() : snapshot, into, files, timeout);
        }
    }),
    LOSES_TIMES(
            "a tree with its files, directories, links, modes and times, whatever they are called",
            repository -> new Wrapper(repository) {
                @Override
                public Path restore(String snapshot, Path into, Collection<String> files, Duration timeout)
                        throws InterruptedException {
                    Path root = super.restore(snapshot, into, files, timeout);
                    try (Stream<Path> all = Files.walk(root)) {
                        for (Path file : all.filter(Files::isRegularFile).toList()) {
                            Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(Instant.EPOCH));
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return root;
                }
            }),
    EXPIRES_ALL("what is not told to go: the others stay, and can be restored", repository -> new Wrapper(repository) {
        @Override
        public void expire(Collection<String> ids, Duration timeout) throws InterruptedException {
            super.expire(list(timeout).stream().map(Snapshot::id).toList(), timeout);
        }
    }),
    EXPIRES_NOTHING(
            "what is not told to go: the others stay, and can be restored", repository -> new Wrapper(repository) {
                @Override
                public void expire(Collection<String> ids, Duration timeout) throws InterruptedException {
                    list(timeout);
                }
            }),
    TAKES_WHATEVER_FOR_A_SNAPSHOT(
            "a snapshot that is not there is a RejectedException, and no other is taken for it",
            repository -> new Wrapper(repository) {
                @Override
                public void contents(String snapshot, Consumer<StoredFile> each, Duration timeout)
                        throws InterruptedException {
                    try {
                        super.contents(snapshot, each, timeout);
                    } catch (RejectedException e) {
                        each.accept(new StoredFile("nothing", 0, Instant.EPOCH));
                    }
                }
            }),
    SEES_NO_DAMAGE(
            "damage is found by a look at the content, and never restored as if nothing were",
            repository -> new Wrapper(repository) {
                @Override
                public void verify(Depth depth, Duration timeout) throws InterruptedException {
                    super.verify(Depth.STRUCTURE, timeout);
                }
            }),
    MAKES_A_REPOSITORY(
            "a repository that is not there is a failure of each call, and is not made anew",
            repository -> new Wrapper(repository) {
                @Override
                public List<Snapshot> list(Duration timeout) throws InterruptedException {
                    try {
                        return super.list(timeout);
                    } catch (RejectedException e) {
                        return List.of();
                    }
                }
            },
            "a wrong password");

    /** Hands everything on. */
    private static class Wrapper implements Backup {
        private final Backup backup;

        Wrapper(Backup backup) {
            this.backup = backup;
        }

        @Override
        public Taken take(Path tree, Set<String> excluded, Map<String, String> tags, Duration timeout)
                throws InterruptedException {
            return backup.take(tree, excluded, tags, timeout);
        }

        @Override
        public List<Snapshot> list(Duration timeout) throws InterruptedException {
            return backup.list(timeout);
        }

        @Override
        public void expire(Collection<String> ids, Duration timeout) throws InterruptedException {
            backup.expire(ids, timeout);
        }

        @Override
        public void verify(Depth depth, Duration timeout) throws InterruptedException {
            backup.verify(depth, timeout);
        }

        @Override
        public void contents(String snapshot, Consumer<StoredFile> each, Duration timeout) throws InterruptedException {
            backup.contents(snapshot, each, timeout);
        }

        @Override
        public Path restore(String snapshot, Path into, Collection<String> files, Duration timeout)
                throws InterruptedException {
            return backup.restore(snapshot, into, files, timeout);
        }
    }

    final Flaw<Function<Backup, Backup>> flaw;

    BrokenBackup(String sentence, Function<Backup, Backup> client, String... also) {
        flaw = new Flaw<>(sentence, also.length == 0, Set.of(also), client);
    }
}
