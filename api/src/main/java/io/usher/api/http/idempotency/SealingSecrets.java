package io.usher.api.http.idempotency;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The secrets of this installation with which answers are sealed. They are nowhere in the database.
 *
 * @param sealingSecrets {@code usher.sealing-secrets}; the first seals, all open; empty = one is kept in the file
 * @param sealingSecretFile {@code usher.sealing-secret-file}; readable by the user of this program alone
 */
@ConfigurationProperties("usher")
record SealingSecrets(@DefaultValue List<String> sealingSecrets, Path sealingSecretFile) {

    private static final Logger LOG = LoggerFactory.getLogger(SealingSecrets.class);

    private static final int SHORTEST = 32;
    private static final int BYTES = 32;

    /** The newest first; made and written if there is none. Blocks. */
    List<String> read() {
        List<String> secrets = sealingSecrets.isEmpty() ? List.of(kept()) : sealingSecrets;
        for (String secret : secrets) {
            if (secret.length() < SHORTEST) {
                throw new IllegalStateException("%s: %d characters (expected at least %d)"
                        .formatted(
                                sealingSecrets.isEmpty() ? sealingSecretFile.toString() : "usher.sealing-secrets",
                                secret.length(),
                                SHORTEST));
            }
        }
        return secrets;
    }

    private String kept() {
        try {
            if (!Files.exists(sealingSecretFile)) {
                make();
            }
            return Files.readString(sealingSecretFile).strip();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "usher.sealing-secret-file: %s (expected a file to read, or a place to write one)"
                            .formatted(sealingSecretFile),
                    e);
        }
    }

    private void make() throws IOException {
        byte[] bits = new byte[BYTES];
        new SecureRandom().nextBytes(bits);
        Path file = sealingSecretFile.toAbsolutePath();
        // Temporary files are readable by their user alone.
        Path written = Files.createTempFile(file.getParent(), "sealing-secret", ".new");
        try {
            Files.writeString(written, Base64.getEncoder().withoutPadding().encodeToString(bits) + "\n");
            // Of several instances that start in one folder the first one makes it.
            Path unused = Files.createLink(file, written);
            LOG.info(
                    "usher.sealing-secrets is not set: answers are sealed with the secret in {} (instances on other"
                            + " machines need the same one)",
                    file);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("another instance has just made the sealing secret", e);
        } finally {
            Files.delete(written);
        }
    }

    /** Without the secrets: records end up in logs. */
    @Override
    public String toString() {
        return "SealingSecrets[%s]".formatted(sealingSecretFile);
    }
}
