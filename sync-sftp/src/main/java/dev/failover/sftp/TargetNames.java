package dev.failover.sftp;

import dev.failover.sync.FileSync;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the server takes names: found out by a file and a link in the reserved directory, once for a connection and only when it
 * matters. Some servers let a rename follow links (ProFTPD, proftpd#2256): it moves what a link leads to, wherever that is. Some
 * file systems take names that differ in case for one; some servers say of a relative link where it leads to. Not thread-safe.
 */
final class TargetNames {
    private static final int OPEN_TO_ALL = 0755;

    private @Nullable Found found;

    /** @param root the target as the server calls it; of use only where links are resolved */
    private record Found(boolean renamesLinks, boolean foldsCase, boolean resolvesLinks, String root) {}

    /** Whether a rename acts on the links named, and never on what they lead to; false if that is not sure. */
    boolean renamesLinks(RunContext run) throws IOException, InterruptedException {
        return found(run).renamesLinks;
    }

    /** Whether names that differ in case are one name; false if that is not sure. */
    boolean foldsCase(RunContext run) throws IOException, InterruptedException {
        return found(run).foldsCase;
    }

    /**
     * Whether a link says what it shall, going by what the server says of it: some tell where a relative one leads to.
     *
     * @param path of the link
     * @param wanted what it shall say
     */
    boolean isSame(RunContext run, String path, String wanted, String said) throws IOException, InterruptedException {
        if (wanted.equals(said) || wanted.startsWith("/") || !said.startsWith("/")) {
            return wanted.equals(said);
        }
        Found known = found(run);
        return known.resolvesLinks && said.equals(resolved(known.root + "/" + Scope.join(Scope.parent(path), wanted)));
    }

    /**
     * What a link says, or would say to lead to the same place of the target.
     *
     * @param path of the link
     */
    String original(RunContext run, String path, String said) throws IOException, InterruptedException {
        if (!said.startsWith("/")) {
            return said;
        }
        Found known = found(run);
        String root = known.root + "/";
        if (!known.resolvesLinks || !said.startsWith(root)) {
            return said;
        }
        List<String> from = List.of(Scope.parent(path).split("/"));
        List<String> to = List.of(said.substring(root.length()).split("/"));
        int common = 0;
        while (common < Math.min(from.size(), to.size() - 1) && from.get(common).equals(to.get(common))) {
            common++;
        }
        int up = Scope.parent(path).isEmpty() ? 0 : from.size() - common;
        return "../".repeat(up) + String.join("/", to.subList(common, to.size()));
    }

    private static String resolved(String path) {
        ArrayDeque<String> names = new ArrayDeque<>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return "/" + String.join("/", names);
    }

    private Found found(RunContext run) throws IOException, InterruptedException {
        Found known = found;
        if (known == null) {
            run.channel().drain(run.deadline());
            known = new Trial(run).made();
            found = known;
        }
        return known;
    }

    /** The requests are sent at once, as a server carries them out in their order. */
    private static final class Trial {
        private final RunContext run;
        private final String file = TemporaryNames.beside(FileSync.RESERVED + "/");
        private final String link = TemporaryNames.beside(FileSync.RESERVED + "/");
        private final String renamed = TemporaryNames.beside(FileSync.RESERVED + "/");
        private String said = "";
        private String root = "";
        private Kind inCapitals = Kind.OTHER;
        private Kind afterLink = Kind.OTHER;
        private Kind afterFile = Kind.OTHER;

        Trial(RunContext run) {
            this.run = run;
        }

        Found made() throws IOException, InterruptedException {
            List<String> made = List.of(file, link, renamed);
            made.forEach(run.leftovers()::add);
            run.target().makeMissing(List.of(FileSync.RESERVED), OPEN_TO_ALL);
            makeFile();
            look(capitals(file), kind -> inCapitals = kind);
            Request request = run.channel().request(Protocol.SYMLINK);
            send(request.raw(Scope.name(file)).raw(run.target().absolute(link)), reply -> {});
            read(Protocol.READLINK, run.target().absolute(link), text -> said = text);
            read(Protocol.REALPATH, run.target().absolute(""), text -> root = text);
            run.target().replace(link, renamed, reply -> {});
            look(renamed, kind -> afterLink = kind);
            run.target().replace(file, renamed, reply -> {});
            look(renamed, kind -> afterFile = kind);
            for (String path : made) {
                send(
                        run.channel().request(Protocol.REMOVE).raw(run.target().absolute(path)),
                        reply -> run.leftovers().remove(path));
            }
            run.channel().drain(run.deadline());
            return new Found(
                    afterLink == Kind.LINK && afterFile == Kind.FILE,
                    inCapitals == Kind.FILE,
                    said.startsWith("/"),
                    root);
        }

        private void makeFile() throws IOException, InterruptedException {
            Request open = run.channel()
                    .request(Protocol.OPEN)
                    .raw(run.target().absolute(file))
                    .int32(Protocol.OPEN_WRITE | Protocol.OPEN_CREATE | Protocol.OPEN_EXCLUSIVE)
                    .attributes(Attributes.ofMode(0600));
            Reply reply = run.channel().call(open, run.deadline());
            if (reply.type() == Protocol.HANDLE) {
                send(run.channel().request(Protocol.CLOSE).raw(reply.handle()), closed -> {});
            }
        }

        private void read(int what, String path, Consumer<String> then) throws IOException, InterruptedException {
            send(run.channel().request(what).raw(path), reply -> {
                if (reply.type() == Protocol.NAME && reply.int32() == 1) {
                    then.accept(reply.raw());
                }
            });
        }

        private void look(String path, Consumer<Kind> then) throws IOException, InterruptedException {
            send(run.channel().request(Protocol.LSTAT).raw(run.target().absolute(path)), reply -> {
                if (reply.type() == Protocol.ATTRS) {
                    then.accept(Attributes.read(reply).kind());
                }
            });
        }

        private void send(Request request, SftpChannel.Handler handler) throws IOException, InterruptedException {
            run.channel().send(request, run.deadline(), handler);
        }

        private static String capitals(String path) {
            return Scope.join(Scope.parent(path), Scope.name(path).toUpperCase(Locale.ROOT));
        }
    }
}
