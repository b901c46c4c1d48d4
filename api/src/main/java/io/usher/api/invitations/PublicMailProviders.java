package io.usher.api.invitations;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.stream.Collectors;

/** Domains where anybody can have a mailbox. Not complete: it serves warnings only. */
public final class PublicMailProviders {

    private static final String LIST = "public-mail-providers.txt";

    private final Set<String> domains;

    private PublicMailProviders(Set<String> domains) {
        this.domains = domains;
    }

    /** Reads the list that comes with the program. Blocks: call it once, at start. */
    public static PublicMailProviders read() {
        try (InputStream list = PublicMailProviders.class.getResourceAsStream(LIST)) {
            if (list == null) {
                throw new IllegalStateException("resource: " + LIST + " (expected beside the class)");
            }
            return new PublicMailProviders(new String(list.readAllBytes(), UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean include(String domain) {
        return domains.contains(domain);
    }
}
