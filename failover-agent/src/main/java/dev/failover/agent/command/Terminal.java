package dev.failover.agent.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A human who can be asked. */
public interface Terminal {
    /** What was answered, without blanks around it; empty if nothing, also at the end of the input. */
    String line(String question);

    /** The same, and what is typed is not shown. */
    String secret(String question);

    /** The terminal that this process was started from; empty if there is none, or input or output lead elsewhere. */
    static Optional<Terminal> system() {
        // Else there is a console since JDK 22 wherever input and output lead.
        System.setProperty("jdk.console", "java.base");
        return Optional.ofNullable(System.console()).map(SystemTerminal::new);
    }
}

/** The real one. */
record SystemTerminal(java.io.Console console) implements Terminal {
    @Override
    public String line(String question) {
        return answer(console.readLine("%s ", question));
    }

    @Override
    public String secret(String question) {
        char[] typed = console.readPassword("%s ", question);
        return answer(typed == null ? null : new String(typed));
    }

    private static String answer(@Nullable String typed) {
        return typed == null ? "" : typed.strip();
    }
}
