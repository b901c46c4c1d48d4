package io.usher.api.http.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class ClientNetworkTest {

    private final ClientNetwork behindProxies =
            new ClientNetwork(List.of("10.0.0.0/8", "192.0.2.7", "2001:db8:1::/48"));

    @Test
    void whoIsNoTrustedProxyCannotNameAnotherAddress() throws UnknownHostException {
        assertThat(of(new ClientNetwork(List.of()), "10.1.2.3", "X-Forwarded-For", "203.0.113.9"))
                .isEqualTo("10.1.2.3");
        assertThat(of(behindProxies, "198.51.100.4", "X-Forwarded-For", "203.0.113.9"))
                .isEqualTo("198.51.100.4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For | 203.0.113.9 | 203.0.113.9",
                "X-Forwarded-For | 203.0.113.9:4711 | 203.0.113.9",
                "X-Forwarded-For | 1.1.1.1, 203.0.113.9, 192.0.2.7, 10.9.9.9 | 203.0.113.9",
                "X-Forwarded-For | 203.0.113.9, nonsense | 10.1.2.3",
                "X-Forwarded-For | '' | 10.1.2.3",
                "X-Forwarded-For | ::ffff:203.0.113.9, ::ffff:10.2.2.2 | 203.0.113.9",
                "X-Forwarded-For | [::ffff:cb00:7109]:4711 | 203.0.113.9",
                "X-Forwarded-For | 2001:db8:2:3:4:5:6:7 | 20010db800020003::/64",
                "Forwarded | for=203.0.113.9;proto=https | 203.0.113.9",
                "Forwarded | by=x;For=\"[2001:db8:2:3::9]:8080\", for=10.2.2.2 | 20010db800020003::/64",
                "Forwarded | for=unknown | 10.1.2.3"
            })
    void ofATrustedProxyTheNearestAddressThatIsNotOneCounts(String header, String value, String client)
            throws UnknownHostException {
        assertThat(of(behindProxies, "10.1.2.3", header, value)).isEqualTo(client);
    }

    @Test
    void anIpv6NetworkIsOneClient() throws UnknownHostException {
        assertThat(of(behindProxies, "2001:db8:2:3::1", "X", "x"))
                .isEqualTo(of(behindProxies, "2001:db8:2:3:ffff::2", "X", "x"))
                .isNotEqualTo(of(behindProxies, "2001:db8:2:4::1", "X", "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.com", "10.0.0.0/33", "10.0.0.0/x", ""})
    void whatIsNoNetworkEndsTheStart(String setting) {
        assertThatThrownBy(() -> new ClientNetwork(List.of(setting)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("usher.trusted-proxies");
    }

    private static String of(ClientNetwork networks, String remote, String header, String value)
            throws UnknownHostException {
        return networks.of(MockServerHttpRequest.get("/")
                .remoteAddress(new InetSocketAddress(InetAddress.getByName(remote), 1))
                .header(header, value)
                .build());
    }
}
