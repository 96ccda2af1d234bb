package dev.failover.agent.command;

import dev.failover.agent.setup.Answers;
import dev.failover.agent.setup.Interview;
import dev.failover.agent.setup.Question;
import dev.failover.agent.setup.Setup;
import dev.failover.component.RejectedException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** From nothing to a configuration that the agent reads, with what has to be granted for it. */
@Command(
        name = "init",
        description =
                "Writes a first configuration, an ssh_config with a key for each hop, and the list of rights to grant; "
                        + "asks for what is not given. Then checks it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class InitCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Agent agent;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "failover.yaml",
            description = "The configuration to write; all else is written beside it; ${DEFAULT-VALUE} by default.")
    @SuppressWarnings("NullAway.Init")
    private Path config;

    /** Gives the verb an option for each question. */
    static void addOptions(CommandLine line) {
        CommandSpec init = line.getCommandSpec();
        for (Question question : Question.values()) {
            init.addOption(OptionSpec.builder(question.option())
                    .paramLabel("TEXT")
                    .type(String.class)
                    .description(question.question())
                    .build());
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        Interview interview = new Interview(given());
        Answers answers = interview
                .answers(agent.console().terminal().map(this::human))
                .orElseThrow(() -> new EndException(ExitCode.BAD_USAGE, interview.faults()));
        try {
            List<Path> written = new Setup(config, answers).write();
            written.forEach(file -> agent.console().out().println("Written: " + file));
        } catch (FileAlreadyExistsException e) {
            throw unusable(
                    "%s is there already, and nothing is overwritten; name another directory".formatted(e.getFile()));
        } catch (FileSystemException e) {
            throw unusable("%s can't be written: %s"
                    .formatted(e.getFile(), e.getReason() == null ? e.getClass().getSimpleName() : e.getReason()));
        } catch (IOException e) {
            throw unusable("can't be written: " + e.getMessage());
        } catch (RejectedException e) {
            throw new EndException(
                    ExitCode.FAILED, "No SSH key can be made (Debian: apt install openssh-client): " + e.getMessage());
        }
        agent.console().out().println("Next: grant what rights.txt lists. Now, failover check says:");
        agent.console().out().println();
        Agent.run(new String[] {"check", "-c", config.toString()}, agent.console());
        return ExitCode.DONE;
    }

    private static EndException unusable(String why) {
        return new EndException(ExitCode.BAD_USAGE, "--config: " + why);
    }

    private Map<Question, String> given() {
        ParseResult parsed = Objects.requireNonNull(spec.commandLine().getParseResult());
        Map<Question, String> given = new EnumMap<>(Question.class);
        for (Question question : Question.values()) {
            Optional.ofNullable(parsed.<String>matchedOptionValue(question.option(), null))
                    .ifPresent(value -> given.put(question, value));
        }
        return given;
    }

    private Interview.Human human(Terminal terminal) {
        return new Interview.Human() {
            @Override
            public String answer(String question, String usual) {
                return terminal.line(usual.isEmpty() ? question + ":" : question + " [" + usual + "]:");
            }

            @Override
            public void tell(String why) {
                agent.console().out().println("It " + why);
                agent.console().out().flush();
            }
        };
    }
}
