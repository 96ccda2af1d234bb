package dev.failover.examples.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;

/** The two sites: one service, hence one port, at two addresses of this machine. */
record DemoSites(DemoSite prod, DemoSite home) implements AutoCloseable {
    /** The second site's port is given by the first; somebody else may have it there. */
    private static final int ATTEMPTS = 20;

    /**
     * Starts both, at a port that is free at both addresses.
     *
     * @param directory where to keep their pages
     * @param page what the first has; the second has nothing yet
     */
    static DemoSites start(Path directory, String page) throws IOException {
        return start(directory, page, loopback(2), loopback(3));
    }

    static DemoSites start(Path directory, String page, InetAddress prodAt, InetAddress homeAt) throws IOException {
        DemoSite prod = new DemoSite("prod", prodAt, directory.resolve("prod"));
        DemoSite home = new DemoSite("home", homeAt, directory.resolve("home"));
        prod.write(page);
        IOException failure = new IOException("no attempt was made");
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                prod.start(0);
                home.start(prod.port());
                return new DemoSites(prod, home);
            } catch (IOException e) {
                prod.kill();
                failure = e;
            }
        }
        String first = prodAt.getHostAddress();
        String second = homeAt.getHostAddress();
        throw new IOException(
                "two sites need two addresses, but nobody can listen at both %s and %s (%s); on macOS, this adds them: "
                                .formatted(first, second, failure.getMessage())
                        + "sudo ifconfig lo0 alias %s && sudo ifconfig lo0 alias %s".formatted(first, second),
                failure);
    }

    private static InetAddress loopback(int last) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }

    @Override
    public void close() {
        prod.close();
        home.close();
    }
}
