package dev.failover.dist;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/**
 * What the machines meet over HTTP, run on one of them: a web server of the directory that it is given; without one, IFTTT and
 * ntfy, which print what they are sent, and a look-up of the public address, which is the router's.
 */
public final class StandIn {
    private StandIn() {}

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(args[0])), 50);
        server.createContext("/", exchange -> answer(exchange, args));
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    private static void answer(HttpExchange exchange, String[] args) throws IOException {
        String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        byte[] answer;
        if (args.length > 1) {
            answer = Files.readAllBytes(Path.of(args[1], "index.html"));
        } else if (exchange.getRequestMethod().equals("POST")) {
            System.out.println(sent);
            boolean ntfy = exchange.getRequestURI().getPath().equals("/");
            String taken = ntfy
                    ? "{\"id\":\"hwQ2YpKdmg\",\"event\":\"message\"}"
                    : "Congratulations! You've fired the site_down event";
            answer = taken.getBytes(StandardCharsets.UTF_8);
        } else {
            answer = "203.0.113.20".getBytes(StandardCharsets.UTF_8);
        }
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
