package dev.failover.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Machines booted by systemd over copy-on-write views of this one, without source tree, Maven and compiler. */
final class Lab {
    private static final Path SCRIPT = Path.of("src/test/lab/machines.sh").toAbsolutePath();

    private final Path directory;

    Lab(Path directory) throws Exception {
        this.directory = directory;
        verbs("lab_up").expect(0);
    }

    /** A machine that is up. */
    Machine boot(String name) throws Exception {
        verbs("machine_up " + name).expect(0);
        return new Machine(this, name);
    }

    /** Does what the head of the script lists. */
    Command verbs(String verbs, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", "-c", ". " + SCRIPT + "; " + verbs, "lab"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        Path checkout = Path.of("..").toRealPath();
        builder.environment().put("LAB", directory.toString());
        builder.environment().put("LAB_PREFIX", "fdist");
        builder.environment().put("HIDE", checkout + " " + Path.of(System.getProperty("user.home"), ".m2"));
        builder.environment().put("HIDE_COMMANDS", "mvn javac git");
        return Command.run(builder);
    }

    /** Ends them all, and leaves nothing of them. */
    void remove() throws Exception {
        verbs("lab_down").expect(0);
    }
}
