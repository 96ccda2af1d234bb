package dev.failover.agent.config;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.SettingsReader;
import dev.failover.dns.AddressSource;
import dev.failover.dns.DnsNameAddressSource;
import dev.failover.dns.PublicIpAddressSource;
import dev.failover.dns.RecordType;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads where a site's addresses come from: one source, or a list with one for each family. */
final class AddressReader {
    private static final String KEY = "address";

    private final Faults faults;
    private final List<String> dnsServers;
    private final List<String> zones;

    /**
     * @param dnsServers those that are asked about the zones; empty for each zone's own
     * @param zones those that are managed
     */
    AddressReader(Faults faults, List<String> dnsServers, List<String> zones) {
        this.faults = faults;
        this.dnsServers = dnsServers;
        this.zones = zones;
    }

    /**
     * The sources of a site.
     *
     *
     * @param types of the records that its addresses are for
     */
    List<AddressSource> read(BlockReader site, Set<RecordType> types) {
        List<AddressSource> sources = new ArrayList<>();
        site.take(KEY).ifPresent(node -> {
            String path = site.pathOf(KEY);
            if (node instanceof Node.Items items) {
                for (int i = 0; i < items.nodes().size(); i++) {
                    source(items.nodes().get(i), path + "." + i, types).ifPresent(sources::add);
                }
            } else {
                source(node, path, types).ifPresent(sources::add);
            }
        });
        return sources;
    }

    private Optional<AddressSource> source(Node node, String path, Set<RecordType> types) {
        try {
            if (node instanceof Node.Scalar scalar) {
                return Optional.of(AddressSource.of(scalar.text()));
            }
            if (node instanceof Node.Block block) {
                return Optional.of(dynamic(new BlockReader(block, path, faults), block, usual(types)));
            }
            faults.add(path, "must be an address, {public-ip: [URL]} or {dns-name: NAME}, but is " + node.kind());
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
        } catch (IllegalArgumentException e) {
            faults.add(path, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    /** What is meant if the family is not said. */
    private static RecordType usual(Set<RecordType> types) {
        return types.contains(RecordType.AAAA) && !types.contains(RecordType.A) ? RecordType.AAAA : RecordType.A;
    }

    private AddressSource dynamic(BlockReader reader, Node.Block block, RecordType usual) {
        boolean publicIp = block.entries().containsKey("public-ip");
        boolean dnsName = block.entries().containsKey("dns-name");
        if (publicIp == dnsName) {
            reader.reportSlips(List.of("public-ip", "dns-name"));
            throw new IllegalArgumentException("must have either public-ip or dns-name");
        }
        return publicIp ? publicIp(reader.rest().reader(), usual) : dnsName(reader, usual);
    }

    private static AddressSource publicIp(SettingsReader settings, RecordType usual) {
        PublicIpAddressSource.Builder builder = PublicIpAddressSource.builder().type(usual);
        return settings.texts("public-ip", texts -> builder.lookups(uris(texts)))
                .value("family", AddressReader::family, builder::type)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }

    private AddressSource dnsName(BlockReader reader, RecordType usual) {
        Optional<String> name = reader.text("dns-name");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("needs a name");
        }
        DnsNameAddressSource.Builder builder;
        try {
            builder = DnsNameAddressSource.builder(name.get()).type(usual).resolversWithin(zones, dnsServers);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(reader.pathOf("dns-name"), String.valueOf(e.getMessage()));
        }
        return reader.rest()
                .reader()
                .value("family", AddressReader::family, builder::type)
                .texts("resolvers", builder::resolvers)
                .build(builder::build);
    }

    private static RecordType family(String text) {
        return switch (text) {
            case "ipv4" -> RecordType.A;
            case "ipv6" -> RecordType.AAAA;
            default -> throw new IllegalArgumentException("must be ipv4 or ipv6, not \"" + text + "\"");
        };
    }

    private static List<URI> uris(List<String> texts) {
        List<URI> uris = new ArrayList<>();
        for (String text : texts) {
            try {
                uris.add(new URI(text));
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("a look-up must be an http or https URL with a host", e);
            }
        }
        return uris;
    }
}
