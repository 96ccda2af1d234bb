package dev.failover.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
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

/** A DNS server on real UDP and TCP sockets that answers as its script says. */
final class NameServer implements AutoCloseable {
    /** What to answer to a question. */
    @FunctionalInterface
    interface Script {
        /** Null for no answer at all. */
        @Nullable
        Message answer(Message query, boolean tcp) throws Exception;
    }

    final List<Message> udpQueries = new CopyOnWriteArrayList<>();
    final List<Message> tcpQueries = new CopyOnWriteArrayList<>();
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private volatile Script script;
    /** Whether a datagram with another id comes before each answer over UDP. */
    volatile boolean forgeFirst;
    /** What becomes of each answer over UDP on its way. */
    volatile UnaryOperator<byte[]> mangle = UnaryOperator.identity();

    private NameServer(DatagramSocket udp, ServerSocket tcp, Script script) {
        this.udp = udp;
        this.tcp = tcp;
        this.script = script;
    }

    static NameServer start(Script script) {
        return start("127.0.0.1", 0, script);
    }

    /** @param port zero for any that is free for both */
    static NameServer start(String address, int port, Script script) {
        for (int attempt = 0; ; attempt++) {
            try {
                InetAddress local = InetAddress.getByName(address);
                ServerSocket tcp = new ServerSocket(port, 50, local);
                try {
                    NameServer server = new NameServer(
                            new DatagramSocket(new InetSocketAddress(local, tcp.getLocalPort())), tcp, script);
                    server.run("udp", server::serveUdp);
                    server.run("tcp", server::serveTcp);
                    return server;
                } catch (IOException e) {
                    tcp.close();
                    throw e;
                }
            } catch (IOException e) {
                if (port != 0 || attempt > 20) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    int port() {
        return tcp.getLocalPort();
    }

    /** {@code 127.0.0.1:5353}. */
    String address() {
        return ServerAddress.text(new InetSocketAddress(tcp.getInetAddress(), port()));
    }

    void script(Script changed) {
        script = changed;
    }

    static Message reply(Message query, boolean authoritative, int rcode, String... answer) {
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
    static Record record(String line) {
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

    private interface Loop {
        void run() throws Exception;
    }

    private void run(String name, Loop loop) {
        Thread thread = new Thread(
                () -> {
                    while (!udp.isClosed()) {
                        try {
                            loop.run();
                        } catch (Exception e) {
                            // The client gave up, or the server is being closed.
                        }
                    }
                },
                "name-server-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serveUdp() throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        udp.receive(packet);
        Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
        udpQueries.add(query);
        Message answer = script.answer(query, false);
        if (answer != null) {
            byte[] wire = mangle.apply(answer.toWire());
            if (forgeFirst) {
                byte[] forged = wire.clone();
                forged[0] ^= 1;
                forged[forged.length - 1] ^= 1;
                udp.send(new DatagramPacket(forged, forged.length, packet.getSocketAddress()));
            }
            udp.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
        }
    }

    private void serveTcp() throws Exception {
        try (Socket socket = tcp.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] data = new byte[in.readUnsignedShort()];
            in.readFully(data);
            Message query = new Message(data);
            tcpQueries.add(query);
            Message answer = script.answer(query, true);
            if (answer != null) {
                byte[] wire = answer.toWire(65535);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(wire.length);
                out.write(wire);
                out.flush();
            }
        }
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
