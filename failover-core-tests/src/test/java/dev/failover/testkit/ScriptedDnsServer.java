package dev.failover.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The sockets of {@link DnsServer} with a script behind them, for answers that no sound server gives. */
public final class ScriptedDnsServer implements AutoCloseable {
    private static final int LARGEST_OVER_TCP = 65_535;

    /** What to answer to a question. */
    @FunctionalInterface
    public interface Script {
        /**
         * Null for no answer at all.
         *
         * @throws IOException to hang up
         */
        @Nullable
        Message answer(Message query, boolean tcp) throws Exception;
    }

    private final List<Message> udpQueries = new CopyOnWriteArrayList<>();
    private final List<Message> tcpQueries = new CopyOnWriteArrayList<>();
    private final DnsSockets sockets;
    private volatile Script script;
    private volatile boolean forgeFirst;
    private volatile UnaryOperator<byte[]> mangle = UnaryOperator.identity();

    private ScriptedDnsServer(String address, int port, Script script) throws IOException {
        this.script = script;
        sockets = DnsSockets.open(InetAddress.getByName(address), port, this::answer);
    }

    /** At a free port of 127.0.0.1. */
    public static ScriptedDnsServer start(Script script) {
        return start("127.0.0.1", 0, script);
    }

    /** @param port zero for any that is free for both */
    public static ScriptedDnsServer start(String address, int port, Script script) {
        try {
            return new ScriptedDnsServer(address, port, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return sockets.address().getPort();
    }

    /** {@code 127.0.0.1:5353}, or {@code [::1]:5353}. */
    public String address() {
        return DnsServer.text(sockets.address());
    }

    /** From now on it answers by this one. */
    public void script(Script changed) {
        script = changed;
    }

    /** From now on a datagram with another id comes before each answer over UDP. */
    public void forgeFirst() {
        forgeFirst = true;
    }

    /** What becomes of each answer over UDP on its way, from now on. */
    public void mangle(UnaryOperator<byte[]> change) {
        mangle = change;
    }

    public List<Message> udpQueries() {
        return udpQueries;
    }

    public List<Message> tcpQueries() {
        return tcpQueries;
    }

    public static Message reply(Message query, boolean authoritative, int rcode, String... answer) {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        if (authoritative) {
            reply.getHeader().setFlag(Flags.AA);
        }
        reply.getHeader().setRcode(rcode);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        for (String line : answer) {
            reply.addRecord(record(line), Section.ANSWER);
        }
        return reply;
    }

    /** {@code www.example.org. 60 A 192.0.2.1}. */
    public static Record record(String line) {
        String[] parts = line.split(" ", 4);
        try {
            return Record.fromString(
                    Name.fromString(parts[0]),
                    Type.value(parts[2]),
                    DClass.IN,
                    Long.parseLong(parts[1]),
                    parts[3],
                    Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<byte[]> answer(byte[] question, boolean overUdp) throws IOException, InterruptedException {
        try {
            Message query = new Message(question);
            (overUdp ? udpQueries : tcpQueries).add(query);
            Message answer = script.answer(query, !overUdp);
            if (answer == null) {
                return List.of();
            }
            if (!overUdp) {
                return List.of(answer.toWire(LARGEST_OVER_TCP));
            }
            byte[] wire = mangle.apply(answer.toWire());
            return forgeFirst ? List.of(forged(wire), wire) : List.of(wire);
        } catch (IOException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the script of a DNS server failed", e);
        }
    }

    private static byte[] forged(byte[] wire) {
        byte[] forged = wire.clone();
        forged[0] ^= 1;
        forged[forged.length - 1] ^= 1;
        return forged;
    }

    @Override
    public void close() {
        sockets.close();
    }
}
