package dev.failover.examples.demo;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.failover.examples.demo.DemoReport.Endpoints;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;

/** Tells it to a program: one document at the end, and nothing else. */
final class JsonOutput implements DemoOutput {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final PrintWriter out;

    JsonOutput(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begins(Map<String, String> settings) {}

    @Override
    public void happened(Moment moment) {}

    @Override
    public void ended(DemoReport report) {
        JsonObject document = new JsonObject();
        document.addProperty("ok", report.ok());
        report.failure().ifPresent(failure -> document.addProperty("failure", failure));
        document.addProperty("name", DemoPlan.NAME);
        report.endpoints().ifPresent(endpoints -> document.add("endpoints", json(endpoints)));
        JsonArray timeline = new JsonArray();
        report.timeline().forEach(moment -> timeline.add(json(moment)));
        document.add("timeline", timeline);
        JsonArray table = new JsonArray();
        report.table().forEach(line -> table.add(json(line)));
        document.add("table", table);
        document.addProperty("took-seconds", seconds(report.took()));
        out.println(GSON.toJson(document));
        out.flush();
    }

    private static JsonObject json(Endpoints endpoints) {
        JsonObject object = new JsonObject();
        object.addProperty("prod", endpoints.prod());
        object.addProperty("home", endpoints.home());
        object.addProperty("dns", endpoints.dns());
        endpoints.sftp().ifPresent(sftp -> object.addProperty("sftp", sftp));
        return object;
    }

    private static JsonObject json(Moment moment) {
        JsonObject object = new JsonObject();
        object.addProperty("at-seconds", seconds(moment.at()));
        object.addProperty("who", moment.event().who());
        object.addProperty(
                "event",
                moment.event().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        if (!moment.site().isEmpty()) {
            object.addProperty("site", moment.site());
        }
        object.addProperty("text", moment.text());
        return object;
    }

    private static JsonObject json(Measurement line) {
        JsonObject object = new JsonObject();
        object.addProperty("switch", line.change());
        object.addProperty("phase", line.phase());
        object.addProperty("predicted-seconds", seconds(line.predicted()));
        object.addProperty("measured-seconds", seconds(line.measured()));
        object.addProperty("predicted-from", line.basis());
        return object;
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).setScale(3, RoundingMode.HALF_UP);
    }
}
