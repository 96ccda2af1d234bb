package dev.failover.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A machine booted by systemd over a copy-on-write view of this one, without source tree, Maven and compiler. */
final class Machine {
    private static final Path SCRIPT = Path.of("src/test/lab/machines.sh").toAbsolutePath();

    private final Path lab;

    Machine(Path lab) throws Exception {
        this.lab = lab;
        lab("lab_up; machine_net one; machine_up one").expect(0);
    }

    /** What a command there came to. */
    Command exec(String... command) throws Exception {
        return lab("machine_exec one \"$@\"", command);
    }

    /** As if the power cord were pulled, and put back. */
    void powerCycle() throws Exception {
        lab("machine_kill one; machine_boot one").expect(0);
    }

    /** Where its file system is seen from here. */
    Path root() throws Exception {
        return Path.of(lab("machine_root one").expect(0).strip());
    }

    /** Runs there until it succeeds, for half a minute. */
    String await(String... command) throws Exception {
        String[] loop = new String[command.length + 3];
        loop[0] = "sh";
        loop[1] = "-c";
        loop[2] = "i=0; until \"$0\" \"$@\"; do i=$((i+1)); [ $i -lt 120 ] || exit 1; sleep 0.25; done";
        System.arraycopy(command, 0, loop, 3, command.length);
        return exec(loop).expect(0);
    }

    /** Ends it, and leaves nothing of it. */
    void remove() throws Exception {
        lab("lab_down").expect(0);
    }

    private Command lab(String verbs, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", "-c", ". " + SCRIPT + "; " + verbs, "lab"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        Path checkout = Path.of("..").toRealPath();
        builder.environment().put("LAB", lab.toString());
        builder.environment().put("LAB_PREFIX", "fdist");
        builder.environment().put("HIDE", checkout + " " + Path.of(System.getProperty("user.home"), ".m2"));
        builder.environment().put("HIDE_COMMANDS", "mvn javac git");
        return Command.run(builder);
    }
}
