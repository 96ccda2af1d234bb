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
     */
    static DemoSites start(Path directory, String page) throws IOException {
        DemoSite prod = new DemoSite("prod", loopback(2), directory.resolve("prod"));
        DemoSite home = new DemoSite("home", loopback(3), directory.resolve("home"));
        prod.write(page);
        home.write(page);
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
        throw new IOException(
                "two sites need two addresses, but 127.0.0.2 and 127.0.0.3 can't both be listened at (%s); on macOS they are"
                                .formatted(failure.getMessage())
                        + " added by: sudo ifconfig lo0 alias 127.0.0.2 && sudo ifconfig lo0 alias 127.0.0.3",
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
