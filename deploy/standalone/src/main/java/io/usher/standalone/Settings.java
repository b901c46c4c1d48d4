package io.usher.standalone;

import io.usher.api.keys.AdminToken;
import io.usher.api.keys.UnusableAdminToken;
import io.usher.contract.address.EmailAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The settings from the environment. An empty variable counts as not set.
 *
 * @param data absolute; relative paths are resolved against the working directory
 * @param ports all different
 */
record Settings(
        Path data,
        Map<ListeningPort, Integer> ports,
        EmailAddress adminEmail,
        Optional<String> adminPassword,
        Optional<String> adminToken) {

    private static final String DATA = "USHER_DATA";
    private static final String ADMIN_EMAIL = "USHER_ADMIN_EMAIL";
    private static final String ADMIN_PASSWORD = "USHER_ADMIN_PASSWORD";
    private static final String ADMIN_TOKEN = "USHER_ADMIN_TOKEN";

    private static final String ADMINISTRATOR = "admin@usher.localhost";

    private static final int HIGHEST_PORT = 65_535;
    private static final int SHORTEST_PASSWORD = 8;

    /** @throws RefusedStartException for the first invalid setting */
    static Settings from(Map<String, String> environment) {
        return new Settings(
                data(value(environment, DATA).orElse(".usher")),
                ports(environment),
                email(value(environment, ADMIN_EMAIL).orElse(ADMINISTRATOR)),
                value(environment, ADMIN_PASSWORD).map(Settings::password),
                value(environment, ADMIN_TOKEN).map(String::strip).map(Settings::token));
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    private static Path data(String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new RefusedStartException("%s: %s (expected a folder)".formatted(DATA, text), e);
        }
    }

    private static Map<ListeningPort, Integer> ports(Map<String, String> environment) {
        Map<ListeningPort, Integer> ports = new EnumMap<>(ListeningPort.class);
        Map<Integer, ListeningPort> taken = new HashMap<>();
        for (ListeningPort listening : ListeningPort.values()) {
            int port = value(environment, listening.setting())
                    .map(text -> port(listening, text))
                    .orElse(listening.usual());
            ListeningPort other = taken.putIfAbsent(port, listening);
            if (other != null) {
                throw new RefusedStartException("%s and %s: both %d (expected different ports)"
                        .formatted(other.setting(), listening.setting(), port));
            }
            ports.put(listening, port);
        }
        return Map.copyOf(ports);
    }

    private static int port(ListeningPort listening, String text) {
        String digits = text.strip();
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > HIGHEST_PORT) {
            throw new RefusedStartException(
                    "%s: %s (expected a port from 1 to %d)".formatted(listening.setting(), digits, HIGHEST_PORT));
        }
        return port;
    }

    private static EmailAddress email(String text) {
        return EmailAddress.parse(text)
                .orElseThrow(() -> new RefusedStartException(
                        "%s: not an e-mail address (expected one such as ada@example.com)".formatted(ADMIN_EMAIL)));
    }

    private static String password(String text) {
        if (text.length() < SHORTEST_PASSWORD) {
            throw new RefusedStartException(
                    "%s: too short (expected at least %d characters)".formatted(ADMIN_PASSWORD, SHORTEST_PASSWORD));
        }
        return text;
    }

    /** Applies the API's rule before anything starts. */
    private static String token(String text) {
        try {
            return new AdminToken(text).token();
        } catch (UnusableAdminToken e) {
            throw new RefusedStartException(String.valueOf(e.getMessage()), e);
        }
    }

    int port(ListeningPort listening) {
        return ports.getOrDefault(listening, listening.usual());
    }

    /** The base URL of the API. */
    String publicUrl() {
        return "http://localhost:" + port(ListeningPort.HTTP);
    }

    /** Omits the secrets: records are logged. */
    @Override
    public String toString() {
        return "Settings[data=%s, ports=%s]".formatted(data, ports);
    }
}
