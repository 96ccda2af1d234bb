package dev.failover.agent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Commands that run a class of these tests or of the agent in a virtual machine of its own: small, and quick to start. */
public final class Java {
    private Java() {}

    public static List<String> command(int megabytes, Class<?> main, String... arguments) {
        return command(System.getProperty("java.class.path"), megabytes, main, arguments);
    }

    /** The same of other classes, which have one of this name, too. */
    public static List<String> command(String classPath, int megabytes, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + megabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }
}
