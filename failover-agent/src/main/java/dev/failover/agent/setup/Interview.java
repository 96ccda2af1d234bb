package dev.failover.agent.setup;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Gathers answers: from options, from a human if there is one, and what is usual for the rest. */
public final class Interview {
    private static final int PATIENCE = 3;

    private final Map<Question, String> given;
    private final List<String> faults = new ArrayList<>();
    private final Set<Question> unused;

    /** @param given what options say */
    public Interview(Map<Question, String> given) {
        this.given = given;
        this.unused = given.isEmpty() ? EnumSet.noneOf(Question.class) : EnumSet.copyOf(given.keySet());
    }

    /** A human. */
    public interface Human {
        /**
         * The answer, or nothing for what is usual.
         *
         * @param usual empty if nothing is
         */
        String answer(String question, String usual);

        /** Why the last answer will not do. */
        void tell(String why);
    }

    /**
     * Asks all that matters.
     *
     * @param human empty if nobody can be asked
     * @return empty if there are {@link #faults}
     */
    public Optional<Answers> answers(Optional<Human> human) {
        Answers answers = new Answers();
        for (Question question : Question.values()) {
            // What shape and role would decide can't be asked without them.
            boolean lost = !faults.isEmpty() && answers.get(Question.ROLE).isEmpty();
            if (!lost && question.applies(answers)) {
                unused.remove(question);
                answer(question, answers, human).ifPresent(answer -> answers.put(question, answer));
            }
        }
        if (answers.get(Question.ROLE).isEmpty()) {
            readAll(answers);
        } else {
            unused.forEach(question -> faults.add("%s means nothing with %s %s %s %s"
                    .formatted(
                            question.option(),
                            Question.SHAPE.option(),
                            answers.get(Question.SHAPE),
                            Question.ROLE.option(),
                            answers.get(Question.ROLE))));
        }
        return faults.isEmpty() ? Optional.of(answers) : Optional.empty();
    }

    /** Whether an option matters can't be said without shape and role; that it can't be read can. */
    private void readAll(Answers answers) {
        for (Question question : unused) {
            Optional<String> option = Optional.ofNullable(given.get(question)).filter(any -> question != Question.ROLE);
            option.flatMap(text -> read(question, text, answers, why -> faults.add(question.option() + ": " + why)))
                    .ifPresent(answer -> answers.put(question, answer));
        }
    }

    /** What is missing or wrong, each with its option. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    private Optional<String> answer(Question question, Answers answers, Optional<Human> human) {
        Optional<String> option = Optional.ofNullable(given.get(question));
        if (option.isPresent()) {
            return read(question, option.get(), answers, why -> faults.add(question.option() + ": " + why));
        }
        String usual = question.usual(answers);
        if (human.isPresent()) {
            return ask(question, usual, answers, human.get());
        }
        if (question.follows() && !faults.isEmpty()) {
            return Optional.empty();
        }
        if (!usual.isEmpty()) {
            return read(question, usual, answers, why -> faults.add(question.option() + ": " + why));
        }
        faults.add(question.option() + " is missing: " + words(question, answers));
        return Optional.empty();
    }

    private Optional<String> ask(Question question, String usual, Answers answers, Human human) {
        for (int asked = 1; asked <= PATIENCE; asked++) {
            String said = human.answer(words(question, answers), usual);
            Optional<String> answer = read(question, said.isEmpty() ? usual : said, answers, human::tell);
            if (answer.isPresent()) {
                return answer;
            }
        }
        faults.add(question.option() + " is missing: " + words(question, answers));
        return Optional.empty();
    }

    private static String words(Question question, Answers answers) {
        return question == Question.ROLE
                ? question.question() + " "
                        + String.join(" or ", answers.shape().roles())
                : question.question();
    }

    private static Optional<String> read(Question question, String text, Answers answers, Consumer<String> whyNot) {
        try {
            return Optional.of(question.read(text.strip(), answers));
        } catch (IllegalArgumentException e) {
            whyNot.accept(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
