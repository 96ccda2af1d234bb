package dev.failover.agent.page;

import dev.failover.agent.control.StatusDocument.Vendor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;

/** What looks at vendors and channels have found, as of the latest look. Thread-safe. */
final class VendorMeters {
    private final List<Rows<Vendor>> all;

    VendorMeters(MeterRegistry registry) {
        all = List.of(
                Rows.of(
                        registry,
                        "failover.vendor.problems",
                        "",
                        "How many things would keep it from working when it is needed",
                        VendorMeters::tags,
                        vendor -> vendor.sure().size()),
                Rows.seconds(
                        registry,
                        "failover.vendor.look.age",
                        "How long ago it was asked something harmless",
                        VendorMeters::tags,
                        Vendor::ageSeconds));
    }

    private static Tags tags(Vendor vendor) {
        return Tags.of("component", vendor.component());
    }

    void show(List<Vendor> vendors) {
        all.forEach(rows -> rows.show(vendors));
    }
}
