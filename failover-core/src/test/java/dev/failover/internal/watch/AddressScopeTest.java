package dev.failover.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AddressScopeTest {
    /** Each block's first and last address, and the neighbours that are not in it. */
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, RESERVED",
        "0.255.255.255, RESERVED",
        "1.0.0.0, PUBLIC",
        "9.255.255.255, PUBLIC",
        "10.0.0.0, PRIVATE",
        "10.255.255.255, PRIVATE",
        "11.0.0.0, PUBLIC",
        "100.63.255.255, PUBLIC",
        "100.64.0.0, SHARED",
        "100.127.255.255, SHARED",
        "100.128.0.0, PUBLIC",
        "126.255.255.255, PUBLIC",
        "127.0.0.0, LOOPBACK",
        "127.255.255.255, LOOPBACK",
        "128.0.0.0, PUBLIC",
        "169.253.255.255, PUBLIC",
        "169.254.0.0, LINK_LOCAL",
        "169.254.255.255, LINK_LOCAL",
        "169.255.0.0, PUBLIC",
        "172.15.255.255, PUBLIC",
        "172.16.0.0, PRIVATE",
        "172.31.255.255, PRIVATE",
        "172.32.0.0, PUBLIC",
        "191.255.255.255, PUBLIC",
        "192.0.0.0, RESERVED",
        "192.0.0.255, RESERVED",
        "192.0.1.0, PUBLIC",
        "192.0.1.255, PUBLIC",
        "192.0.2.0, DOCUMENTATION",
        "192.0.2.255, DOCUMENTATION",
        "192.0.3.0, PUBLIC",
        "192.31.195.255, PUBLIC",
        "192.31.196.0, RESERVED",
        "192.31.196.255, RESERVED",
        "192.31.197.0, PUBLIC",
        "192.52.192.255, PUBLIC",
        "192.52.193.0, RESERVED",
        "192.52.193.255, RESERVED",
        "192.52.194.0, PUBLIC",
        "192.88.98.255, PUBLIC",
        "192.88.99.0, RESERVED",
        "192.88.99.255, RESERVED",
        "192.88.100.0, PUBLIC",
        "192.167.255.255, PUBLIC",
        "192.168.0.0, PRIVATE",
        "192.168.255.255, PRIVATE",
        "192.169.0.0, PUBLIC",
        "192.175.47.255, PUBLIC",
        "192.175.48.0, RESERVED",
        "192.175.48.255, RESERVED",
        "192.175.49.0, PUBLIC",
        "198.17.255.255, PUBLIC",
        "198.18.0.0, RESERVED",
        "198.19.255.255, RESERVED",
        "198.20.0.0, PUBLIC",
        "198.51.99.255, PUBLIC",
        "198.51.100.0, DOCUMENTATION",
        "198.51.100.255, DOCUMENTATION",
        "198.51.101.0, PUBLIC",
        "203.0.112.255, PUBLIC",
        "203.0.113.0, DOCUMENTATION",
        "203.0.113.255, DOCUMENTATION",
        "203.0.114.0, PUBLIC",
        "223.255.255.255, PUBLIC",
        "224.0.0.0, MULTICAST",
        "239.255.255.255, MULTICAST",
        "240.0.0.0, RESERVED",
        "255.255.255.254, RESERVED",
        "255.255.255.255, RESERVED",
        "::, RESERVED",
        "::1, LOOPBACK",
        "::2, RESERVED",
        "::7f00:1, RESERVED",
        "64:ff9b::1, RESERVED",
        "64:ff9b:1::1, RESERVED",
        "100::, RESERVED",
        "100:0:0:1::, RESERVED",
        "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, RESERVED",
        "2000::, PUBLIC",
        "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff, PUBLIC",
        "2001::, RESERVED",
        "2001::1, RESERVED",
        "2001:2::1, RESERVED",
        "2001:20::1, RESERVED",
        "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, RESERVED",
        "2001:200::, PUBLIC",
        "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff, PUBLIC",
        "2001:db8::, DOCUMENTATION",
        "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, DOCUMENTATION",
        "2001:db9::, PUBLIC",
        "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff, PUBLIC",
        "2002::, RESERVED",
        "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff, RESERVED",
        "2003::, PUBLIC",
        "2620:4f:7fff:ffff:ffff:ffff:ffff:ffff, PUBLIC",
        "2620:4f:8000::, RESERVED",
        "2620:4f:8000:ffff:ffff:ffff:ffff:ffff, RESERVED",
        "2620:4f:8001::, PUBLIC",
        "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff, PUBLIC",
        "3fff::, DOCUMENTATION",
        "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, DOCUMENTATION",
        "3fff:1000::, PUBLIC",
        "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, PUBLIC",
        "4000::, RESERVED",
        "5f00::, RESERVED",
        "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, RESERVED",
        "fc00::, PRIVATE",
        "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, PRIVATE",
        "fe00::, RESERVED",
        "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff, RESERVED",
        "fe80::, LINK_LOCAL",
        "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, LINK_LOCAL",
        "fec0::, RESERVED",
        "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, RESERVED",
        "ff00::, MULTICAST",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, MULTICAST",
    })
    void knowsTheScopeOf(String address, AddressScope scope) {
        assertThat(AddressScope.of(InetAddresses.forString(address))).isEqualTo(scope);
    }

    @Test
    void anIpv4AddressMappedIntoIpv6IsReserved() throws Exception {
        byte[] mapped = InetAddresses.forString("::1").getAddress();
        mapped[10] = mapped[11] = (byte) 0xff;
        mapped[12] = 8;

        assertThat(AddressScope.of(Inet6Address.getByAddress(null, mapped, -1))).isEqualTo(AddressScope.RESERVED);
    }

    @ParameterizedTest
    @EnumSource(AddressScope.class)
    void onlyPublicAndDocumentationAddressesAreHarmlessToPublish(AddressScope scope) {
        assertThat(scope.isPublishable())
                .isEqualTo(scope == AddressScope.PUBLIC || scope == AddressScope.DOCUMENTATION);
        assertThat(scope.description()).startsWith("a ");
    }

    @Test
    void saysWhatItIs() {
        InetAddress address = InetAddresses.forString("100.64.1.2");
        assertThat(AddressScope.of(address).description()).isEqualTo("a carrier-grade NAT address (RFC 6598)");
    }
}
