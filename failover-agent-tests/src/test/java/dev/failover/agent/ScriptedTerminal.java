package dev.failover.agent;

import dev.failover.agent.command.Terminal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A human whose answers are known beforehand; remembers what was asked. */
final class ScriptedTerminal implements Terminal {
    final List<String> asked = new ArrayList<>();
    private final Queue<String> answers;

    ScriptedTerminal(String... answers) {
        this.answers = new ArrayDeque<>(List.of(answers));
    }

    @Override
    public String line(String question) {
        asked.add(question);
        if (answers.isEmpty()) {
            throw new AssertionError("nobody expected to be asked: " + question);
        }
        return answers.remove();
    }

    @Override
    public String secret(String question) {
        return line("(hidden) " + question);
    }
}
