package dev.failover.examples.demo;

import picocli.CommandLine;

/** The demonstration as a process of its own, to be ended by a signal. */
final class DemoProcess {
    private DemoProcess() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DemoCommand()).execute(arguments));
    }
}
