package dev.failover.agent.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client that only knows DNS: {@code dig} on a host of its own, asking the authority for the managed name again and again
 * as long as the stage stands.
 */
final class DnsClient implements AutoCloseable {
    private static final long MILLIS_BETWEEN = 50;
    private static final Pattern STATUS = Pattern.compile(".*status: ([A-Z]+), id:.*");
    private static final Pattern COUNT = Pattern.compile(".* ANSWER: (\\d+),.*");
    private static final Pattern ANSWER = Pattern.compile("\\S+\\s+\\d+\\s+IN\\s+A\\s+(\\S+)");

    private final Process process;
    private final Thread asking = new Thread(this::ask, "dns-client-asks");
    private final Thread reading = new Thread(this::read, "dns-client-reads");
    /** One per answer, in the order of the questions: the addresses, or what was there instead of any. */
    private final List<String> answers = new ArrayList<>();

    DnsClient(Network network) throws IOException {
        process = new ProcessBuilder(network.on(
                        Host.OUTSIDE,
                        List.of(
                                Command.program("stdbuf"),
                                "-oL",
                                Command.program("dig"),
                                "@" + Host.DNS.address(),
                                "+tries=1",
                                "+time=5",
                                "+norecurse",
                                "+noall",
                                "+comments",
                                "+answer",
                                "-f",
                                "-")))
                .redirectErrorStream(true)
                .start();
        asking.setDaemon(true);
        reading.setDaemon(true);
        asking.start();
        reading.start();
    }

    private void ask() {
        try (Writer questions = process.outputWriter(StandardCharsets.US_ASCII)) {
            while (process.isAlive()) {
                questions.write(NameServer.WWW + " A\n");
                questions.flush();
                TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN);
            }
        } catch (IOException | InterruptedException e) {
            // It was closed.
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            int expected = 0;
            List<String> addresses = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher status = STATUS.matcher(line);
                Matcher count = COUNT.matcher(line);
                Matcher answer = ANSWER.matcher(line);
                if (status.matches() && !status.group(1).equals("NOERROR")) {
                    add(status.group(1));
                } else if (count.matches()) {
                    expected = Integer.parseInt(count.group(1));
                    addresses.clear();
                    if (expected == 0) {
                        add("empty");
                    }
                } else if (answer.matches()) {
                    addresses.add(answer.group(1));
                    if (addresses.size() == expected) {
                        add(String.join("+", addresses));
                    }
                }
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void add(String answer) {
        synchronized (answers) {
            answers.add(answer);
        }
    }

    /** All answers since a mark. */
    List<String> since(int mark) {
        synchronized (answers) {
            return List.copyOf(answers.subList(mark, answers.size()));
        }
    }

    int mark() {
        synchronized (answers) {
            return answers.size();
        }
    }

    /** Waits for an answer to a question that was asked after this call. */
    String answerFromNowOn() {
        // The next one may be on its way already.
        int mark = mark() + 1;
        Await.until("dig gets answers", () -> mark() > mark, () -> since(0).toString());
        return since(mark).get(0);
    }

    /** Waits for so many more answers, some 20 a second: the positive sign that time has passed for others. */
    void awaitAnswers(int count) {
        int mark = mark();
        Await.until(
                count + " more answers",
                () -> mark() >= mark + count,
                () -> since(mark).toString());
    }

    void awaitAnswer(Host host) {
        Await.until("DNS gives " + host, () -> answerFromNowOn().equals(host.address()), () -> since(0).toString());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
