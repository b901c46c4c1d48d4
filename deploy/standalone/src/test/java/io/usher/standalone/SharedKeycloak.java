package io.usher.standalone;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.usher.embedded.Ports;
import io.usher.testing.Keycloak;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The issuer at which people may sign in to the shared Usher. Usher knows its address from the start; it runs once a test
 * asks for it, or, with the system property {@code usher.keycloak} set to {@code ahead}, soon after Usher is ready.
 */
public final class SharedKeycloak {

    /** As pages call it. */
    public static final String LABEL = "Corp";

    /** Of all its people. */
    public static final String PASSWORD = "marble under the bridge";

    private static final String REALM = "usher";
    private static final int PORT = Ports.free();

    @GuardedBy("SharedKeycloak.class") private static @Nullable Keycloak keycloak;

    private SharedKeycloak() {}

    /** Of Usher. It is believed for addresses of one domain. */
    static Map<String, String> settings() {
        return Map.of(
                "USHER_SIGNIN_PROVIDERS_CORP_ISSUER", Keycloak.issuer(PORT, REALM),
                "USHER_SIGNIN_PROVIDERS_CORP_CLIENTID", "usher",
                "USHER_SIGNIN_PROVIDERS_CORP_CLIENTSECRET", "a-secret-that-only-tests-know",
                "USHER_SIGNIN_PROVIDERS_CORP_LABEL", LABEL,
                "USHER_SIGNIN_PROVIDERS_CORP_BELIEVEDFOR", "believed.example");
    }

    /** Launches it if whoever runs the tests wants that. */
    static void launchAhead(String usher) {
        if (System.getProperty("usher.keycloak", "").equals("ahead")) {
            var unused = launched(usher);
        }
    }

    /** Returns when it is ready. Must not be closed: it ends with this JVM. */
    public static Keycloak of(RunningUsher usher) {
        Keycloak running = launched(usher.url());
        running.awaitReady();
        return running;
    }

    private static synchronized Keycloak launched(String usher) {
        if (keycloak == null) {
            keycloak =
                    Keycloak.launch(PORT, REALM, realm().replace("USHER", usher).replace("PASSWORD", PASSWORD));
        }
        return keycloak;
    }

    private static String realm() {
        try (InputStream in =
                Objects.requireNonNull(SharedKeycloak.class.getResourceAsStream("/keycloak/realm.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
