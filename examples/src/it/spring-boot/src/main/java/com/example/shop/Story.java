package com.example.shop;

import com.sun.net.httpserver.HttpServer;
import dev.failover.Failover;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ConfigurableApplicationContext;

/** Two web servers of this machine are the sites; one is stopped, and the actuator tells what happens. Ends with 1 if it does not. */
public final class Story {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Story() {}

    public static void main(String[] args) throws Exception {
        HttpServer prod = site("127.0.0.2", 0);
        HttpServer home = site("127.0.0.3", prod.getAddress().getPort());
        Path state = Files.createTempDirectory("shop");
        System.setProperty("shop.state", state.toString());
        System.setProperty("shop.port", String.valueOf(prod.getAddress().getPort()));
        System.out.println("Spring Boot " + SpringBootVersion.getVersion());
        try (ConfigurableApplicationContext context = SpringApplication.run(Shop.class, args)) {
            Failover failover = context.getBean(Failover.class);
            String actuator = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + "/actuator";
            awaitSite(failover, "prod");
            expect(get(actuator + "/health"), "\"failover\":{", "\"site\":\"prod\"", "\"status\":\"UP\"");

            prod.stop(0);
            awaitSite(failover, "home");
            expect(get(actuator + "/failover/shop"), "\"site\":\"home\"", "\"cause\":\"failover\"", "\"published\":true");
            expect(get(actuator + "/health"), "\"site\":\"home\"", "\"prod\":\"DOWN\"", "\"ready\":false", "\"status\":\"UP\"");
            expect(get(actuator + "/info"), "\"services\":{\"shop\"", "\"epoch\":2");
            expect(get(actuator + "/metrics/failover.epoch"), "\"value\":2.0");

            expect(post(actuator + "/failover/shop/failback", "{\"by\":\"ada\",\"reason\":\"too soon\"}"), "409", "prod has been DOWN");
            expect(post(actuator + "/failover/shop/pause", "{\"by\":\"ada\",\"reason\":\"works\"}"), "200", "paused");
            expect(get(actuator + "/failover/shop"), "\"pause\":{", "\"by\":\"ada\"");
            expect(post(actuator + "/failover/shop/pause", "{\"by\":\"ada\"}"), "400");
            expect(get(actuator + "/failover/nobody"), "404");
        } finally {
            prod.stop(0);
            home.stop(0);
            delete(state);
        }
        System.out.println("All of it happened.");
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static HttpServer site(String address, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void awaitSite(Failover failover, String site) {
        failover.status("shop", status -> status.state().transition().isEmpty()
                        && status.state().assignment().filter(is -> is.site().equals(site)).isPresent())
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static String get(String url) throws Exception {
        return answer(HttpRequest.newBuilder(URI.create(url)).build());
    }

    private static String post(String url, String json) throws Exception {
        return answer(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    private static String answer(HttpRequest request) throws Exception {
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        String answer = response.statusCode() + " " + response.body();
        System.out.println(request.method() + " " + request.uri().getPath() + "\n    " + answer);
        return answer;
    }

    private static void expect(String answer, String... parts) {
        for (String part : parts) {
            if (!answer.contains(part)) {
                throw new IllegalStateException("no " + part + " in " + answer);
            }
        }
    }
}
