package dev.failover.dist;

import java.nio.file.Path;

/** One machine of a lab. */
final class Machine {
    private final Lab lab;
    private final String name;

    Machine(Lab lab, String name) {
        this.lab = lab;
        this.name = name;
    }

    /** What a command there came to. */
    Command exec(String... command) throws Exception {
        return lab.verbs("machine_exec " + name + " \"$@\"", command);
    }

    /** What lines of a shell came to, from where packages are copied to, ended by the first that fails. */
    Command shell(String lines) throws Exception {
        return exec("bash", "-ec", "cd /opt\n" + lines);
    }

    /** As if the power cord were pulled. */
    void powerOff() throws Exception {
        lab.verbs("machine_kill " + name).expect(0);
    }

    void powerOn() throws Exception {
        lab.verbs("machine_boot " + name).expect(0);
    }

    /** Where its file system is seen from here. */
    Path root() throws Exception {
        return Path.of(lab.verbs("machine_root " + name).expect(0).strip());
    }

    /** Runs there until it succeeds, for a minute. */
    String await(String... command) throws Exception {
        String[] loop = new String[command.length + 3];
        loop[0] = "sh";
        loop[1] = "-c";
        loop[2] = "i=0; until \"$0\" \"$@\"; do i=$((i+1)); [ $i -lt 240 ] || exit 1; sleep 0.25; done";
        System.arraycopy(command, 0, loop, 3, command.length);
        return exec(loop).expect(0);
    }
}
