package dev.failover.agent.setup;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A first configuration: the file itself, and what belongs beside it. */
public final class Setup {
    private final Path configuration;
    private final Answers answers;
    private final KeyDirectory keys;
    private final List<Hop> hops;

    /** @param configuration the file to be; everything else stands beside it */
    public Setup(Path configuration, Answers answers) {
        this.configuration = configuration.toAbsolutePath().normalize();
        this.answers = answers;
        this.keys = new KeyDirectory(configuration);
        this.hops = hops(answers);
    }

    private static List<Hop> hops(Answers answers) {
        if (answers.takesOver()) {
            return List.of(new Hop(Shape.PROD, server(answers, Question.PROD_SSH), Account.NAME, ""));
        }
        if (answers.watches()) {
            return List.of();
        }
        String site = answers.shape().site;
        HostAndPort standby = server(answers, Question.STANDBY_SSH);
        return switch (answers.shape()) {
            case HOME_BACKUP ->
                List.of(
                        new Hop(site, standby, Account.NAME, "bastion"),
                        new Hop("bastion", server(answers, Question.BASTION), "jump", ""));
            case TWO_SERVERS -> List.of(new Hop(site, standby, Account.NAME, ""));
            case HOSTER -> List.of(new Hop(site, standby, answers.get(Question.ACCOUNT), ""));
        };
    }

    private static HostAndPort server(Answers answers, Question question) {
        return HostAndPort.parse(answers.get(question), 22);
    }

    /**
     * Writes all of it; what is there already is left as it is.
     *
     * @return what was written
     * @throws FileAlreadyExistsException naming what is there already; nothing was written then
     * @throws IOException naming what is in the way
     * @throws dev.failover.component.RejectedException if no key can be made, as {@code ssh-keygen} is missing
     */
    public List<Path> write() throws IOException, InterruptedException {
        List<Path> written = new ArrayList<>(List.of(configuration, beside("rights.txt")));
        if (!hops.isEmpty()) {
            written.addAll(List.of(beside("ssh_config"), beside("known_hosts")));
            hops.forEach(hop -> written.add(keys.file(hop.key())));
        }
        for (Path file : written) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString());
            }
        }
        keys.prepare();
        Map<Hop, String> publicKeys = new LinkedHashMap<>();
        for (Hop hop : hops) {
            publicKeys.put(hop, keys.makeSshKey(hop.key(), "failover to " + hop.name()));
        }
        Draft draft = new Draft(configuration, answers, hops, publicKeys);
        if (!hops.isEmpty()) {
            write("ssh_config", draft.sshConfig());
            write("known_hosts", draft.knownHosts());
        }
        write("rights.txt", draft.rights());
        write(String.valueOf(configuration.getFileName()), draft.configuration());
        return written;
    }

    private Path beside(String name) {
        return configuration.resolveSibling(name);
    }

    /** None of these holds a secret, and the agent reads them as another user than the one who wrote them. */
    private void write(String name, String text) throws IOException {
        Files.writeString(beside(name), text, StandardOpenOption.CREATE_NEW);
        Files.setPosixFilePermissions(beside(name), PosixFilePermissions.fromString("rw-r--r--"));
    }
}
