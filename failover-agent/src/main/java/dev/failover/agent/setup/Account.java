package dev.failover.agent.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Objects;
import java.util.Optional;

/** The user and the group as which the agent runs, where they are not those who set it up. */
public final class Account {
    static final String NAME = "failover";

    private final UserPrincipal user;
    private final GroupPrincipal group;

    private Account(UserPrincipal user, GroupPrincipal group) {
        this.user = user;
        this.group = group;
    }

    /** Empty if there is no such account, or this is not root, who alone can give something to it. */
    static Optional<Account> find() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.empty();
        }
        try {
            UserPrincipalLookupService names = Path.of("/").getFileSystem().getUserPrincipalLookupService();
            return Optional.of(new Account(names.lookupPrincipalByName(NAME), names.lookupPrincipalByGroupName(NAME)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A command line of the agent, as a human would call it: as the account, which nobody logs in to. */
    public static String line(String verb, Path configuration) {
        boolean another = find().isPresent() || NAME.equals(System.getProperty("user.name"));
        return (another ? "sudo -u " + NAME + " " : "") + "failover " + verb + " -c " + configuration;
    }

    /** Makes a file its own. */
    void give(Path file) throws IOException {
        view(file).setOwner(user);
    }

    /** Makes its group that of a directory. */
    void lend(Path directory) throws IOException {
        view(directory).setGroup(group);
    }

    /** Never through a link, which the account could have put there. */
    private static PosixFileAttributeView view(Path path) {
        return Objects.requireNonNull(
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
    }
}
