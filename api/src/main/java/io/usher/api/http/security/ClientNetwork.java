package io.usher.api.http.security;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Where requests come from: an IPv4 address, or an IPv6 network of 64 bits, which is what one customer of a provider
 * has. What a header says of it counts only if a trusted proxy sent it, hop by hop from the nearest on.
 */
final class ClientNetwork {

    private static final String X_FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED = "Forwarded";
    private static final Pattern FOR =
            Pattern.compile("(?:^|;)\\s*for\\s*=\\s*(\"[^\"]*\"|[^;\\s]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9a-fA-F:.]+)](?::[0-9]+)?");
    private static final Pattern V4_WITH_PORT = Pattern.compile("([0-9.]+):[0-9]+");
    private static final int IPV4 = 4;
    /** Of {@code ::ffff:a.b.c.d}. */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private static final String NOWHERE = "nowhere";

    private final List<Network> trusted;

    /** @param trustedProxies addresses and networks in CIDR notation */
    ClientNetwork(List<String> trustedProxies) {
        this.trusted = trustedProxies.stream().map(Network::parse).toList();
    }

    String of(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        if (remote == null || remote.getAddress() == null) {
            return NOWHERE;
        }
        byte[] address = remote.getAddress().getAddress();
        return network(trusted.isEmpty() ? address : behindProxies(address, request.getHeaders()));
    }

    private byte[] behindProxies(byte[] remote, HttpHeaders headers) {
        byte[] nearest = remote;
        for (String hop : hops(headers)) {
            byte[] farther = isTrusted(nearest) ? literal(hop) : null;
            if (farther == null) {
                return nearest;
            }
            nearest = farther;
        }
        return nearest;
    }

    private boolean isTrusted(byte[] address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }

    /** From the nearest to the farthest. Of the two headers the one that proxies commonly append to. */
    private static List<String> hops(HttpHeaders headers) {
        List<String> hops = new ArrayList<>(
                headers.containsHeader(X_FORWARDED_FOR)
                        ? elements(headers, X_FORWARDED_FOR).toList()
                        : elements(headers, FORWARDED)
                                .map(ClientNetwork::forParameter)
                                .toList());
        Collections.reverse(hops);
        return hops;
    }

    private static Stream<String> elements(HttpHeaders headers, String name) {
        return headers.getOrEmpty(name).stream().flatMap(line -> Arrays.stream(line.split(",", -1)));
    }

    private static String forParameter(String element) {
        Matcher matcher = FOR.matcher(element);
        return matcher.find() ? matcher.group(1).replace("\"", "") : "";
    }

    /** Null for names and what is hidden. */
    private static byte @Nullable [] literal(String hop) {
        String text = hop.strip();
        Matcher bracketed = BRACKETED.matcher(text);
        Matcher withPort = V4_WITH_PORT.matcher(text);
        return address(bracketed.matches() ? bracketed.group(1) : withPort.matches() ? withPort.group(1) : text);
    }

    /** Null if it is not an address. An IPv4 address written as IPv6 is the IPv4 address. */
    private static byte @Nullable [] address(String text) {
        byte[] address = text.isEmpty() ? null : NetUtil.createByteArrayFromIpAddressString(text);
        return address != null && isMapped(address)
                ? Arrays.copyOfRange(address, MAPPED.length, address.length)
                : address;
    }

    private static boolean isMapped(byte[] address) {
        return address.length > MAPPED.length && Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
    }

    private static String network(byte[] address) {
        return address.length == IPV4
                ? NetUtil.bytesToIpAddress(address)
                : Long.toHexString(ByteBuffer.wrap(address).getLong()) + "::/64";
    }

    /** Addresses with the same first bits. */
    private record Network(List<Byte> address, int bits) {

        static Network parse(String cidr) {
            int slash = cidr.indexOf('/');
            byte[] address = ClientNetwork.address(slash < 0 ? cidr : cidr.substring(0, slash));
            if (address == null) {
                throw wrong(cidr);
            }
            int all = address.length * Byte.SIZE;
            try {
                int bits = slash < 0 ? all : Integer.parseInt(cidr.substring(slash + 1));
                if (bits < 0 || bits > all) {
                    throw wrong(cidr);
                }
                return new Network(boxed(address), bits);
            } catch (NumberFormatException e) {
                throw wrong(cidr);
            }
        }

        private static IllegalArgumentException wrong(String cidr) {
            return new IllegalArgumentException(
                    "usher.trusted-proxies: %s (expected addresses or networks such as 10.0.0.0/8)".formatted(cidr));
        }

        private static List<Byte> boxed(byte[] bytes) {
            List<Byte> boxed = new ArrayList<>(bytes.length);
            for (byte each : bytes) {
                boxed.add(each);
            }
            return List.copyOf(boxed);
        }

        boolean contains(byte[] other) {
            if (other.length != address.size()) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % Byte.SIZE;
                if (((address.get(bit / Byte.SIZE) ^ other[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
