package dev.failover.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * What one would write in an afternoon: a loop for each site, so many failures in a row, an update by dnsjava. It forgets everything when
 * it ends, looks at nothing, tells nobody and overwrites whatever is there.
 */
final class PlainWatcher {
    private static final String PATH = "/plain";

    private final String primary;
    private final String backup;
    private final Pace pace;
    private final SimpleResolver server;
    private boolean primaryUp = true;
    private boolean backupUp = true;
    private boolean onBackup;

    private PlainWatcher(int port, String primary, String backup, Pace pace) throws IOException {
        this.primary = primary;
        this.backup = backup;
        this.pace = pace;
        server = new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        server.setTSIGKey(new TSIG(TSIG.HMAC_SHA256, BindZone.KEY, BindZone.SECRET));
    }

    /** @param arguments as {@link WatcherArguments} has them */
    public static void main(String[] arguments) throws IOException {
        WatcherArguments given = WatcherArguments.parse(arguments);
        PlainWatcher watcher = new PlainWatcher(given.dnsPort(), given.primary(), given.backup(), given.pace());
        watcher.publish(given.primary());
        new Thread(() -> watcher.watch(given.primary())).start();
        new Thread(() -> watcher.watch(given.backup())).start();
    }

    private void watch(String site) {
        boolean up = true;
        int against = 0;
        long due = System.nanoTime();
        while (true) {
            boolean served = isServed(site);
            against = served == up ? 0 : against + 1;
            if (against >= (up ? pace.fall() : pace.rise())) {
                up = !up;
                against = 0;
                becomes(site, up);
            }
            due += pace.interval().toNanos();
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    private boolean isServed(String site) {
        long end = System.nanoTime() + pace.timeout().toNanos();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(site, Website.PORT), (int)
                    pace.timeout().toMillis());
            socket.setSoTimeout(
                    (int) Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                            .formatted(PATH, site)
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            return new String(answer, StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }

    private synchronized void becomes(String site, boolean up) {
        if (site.equals(primary)) {
            primaryUp = up;
        } else {
            backupUp = up;
        }
        boolean wanted = !primaryUp && backupUp;
        if (wanted != onBackup) {
            onBackup = wanted;
            try {
                publish(wanted ? backup : primary);
            } catch (IOException e) {
                System.err.println(e);
            }
        }
    }

    private void publish(String address) throws IOException {
        Name zone = Name.fromString(BindZone.ZONE, Name.root);
        Update update = new Update(zone);
        update.replace(Name.fromString(BindZone.LABEL, zone), Type.A, BindZone.TTL_SECONDS, address);
        Message answer = server.send(update);
        if (answer.getRcode() != Rcode.NOERROR) {
            throw new IOException(Rcode.string(answer.getRcode()));
        }
    }
}
