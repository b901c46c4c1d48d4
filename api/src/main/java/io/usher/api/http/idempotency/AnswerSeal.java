package io.usher.api.http.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals answers, so that whoever reads the database learns nothing from them. The key of each is derived (HKDF, RFC 5869)
 * from a secret of the installation, the caller and their Idempotency-Key, of which the database has the hash alone.
 */
final class AnswerSeal {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final String MAC = "HmacSHA256";
    private static final byte[] SALT = "usher idempotent answers".getBytes(UTF_8);
    private static final int TAG_BITS = 128;
    private static final int NONCE_BYTES = 12;
    private static final int ID_BYTES = 4;
    private static final int HEAD_BYTES = ID_BYTES + NONCE_BYTES;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<Secret> secrets;

    /** @param secrets the first seals, all open */
    AnswerSeal(List<String> secrets) {
        this.secrets = secrets.stream().map(Secret::of).toList();
    }

    /** The id of the secret, the nonce, and what AES-GCM makes of the answer. */
    byte[] seal(KeptAnswer answer, RepeatableRequest request) {
        Secret secret = secrets.getFirst();
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] encrypted =
                    cipher(Cipher.ENCRYPT_MODE, secret, request, nonce).doFinal(write(answer));
            return ByteBuffer.allocate(HEAD_BYTES + encrypted.length)
                    .put(secret.id())
                    .put(nonce)
                    .put(encrypted)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed (expected in every Java)", e);
        }
    }

    /** Fails if it was sealed for another caller or with a secret that is not known. */
    KeptAnswer open(byte[] sealed, RepeatableRequest request) {
        byte[] id = Arrays.copyOf(sealed, ID_BYTES);
        Secret secret = secrets.stream()
                .filter(one -> Arrays.equals(one.id(), id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "kept answer: sealed with a secret that is not among usher.sealing-secrets (expected those of"
                                + " the last 24 hours, the same for every instance)"));
        try {
            byte[] nonce = Arrays.copyOfRange(sealed, ID_BYTES, HEAD_BYTES);
            return read(cipher(Cipher.DECRYPT_MODE, secret, request, nonce)
                    .doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("kept answer cannot be opened (expected the same caller's)", e);
        }
    }

    private static Cipher cipher(int mode, Secret secret, RepeatableRequest request, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(
                mode,
                new SecretKeySpec(secret.key(request.sealingContext()), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    /**
     * A secret after HKDF's first step.
     *
     * @param id tells secrets apart and says nothing about them
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
    private record Secret(byte[] id, byte[] extracted) {

        static Secret of(String text) {
            byte[] extracted = mac(SALT, text.getBytes(UTF_8));
            return new Secret(Arrays.copyOf(expand(extracted, "id"), ID_BYTES), extracted);
        }

        byte[] key(String context) {
            return expand(extracted, "key " + context);
        }

        /** One block, which is as long as a key. */
        private static byte[] expand(byte[] extracted, String info) {
            byte[] text = info.getBytes(UTF_8);
            byte[] block = Arrays.copyOf(text, text.length + 1);
            block[text.length] = 1;
            return mac(extracted, block);
        }

        private static byte[] mac(byte[] key, byte[] text) {
            try {
                Mac mac = Mac.getInstance(MAC);
                mac.init(new SecretKeySpec(key, MAC));
                return mac.doFinal(text);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("HMAC-SHA-256 is missing (expected in every Java)", e);
            }
        }

        /** Without the secret: records end up in logs. */
        @Override
        public String toString() {
            return "a sealing secret";
        }
    }

    private static byte[] write(KeptAnswer answer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(answer.status());
            out.writeInt(answer.headers().size());
            for (Map.Entry<String, String> header : answer.headers().entrySet()) {
                out.writeUTF(header.getKey());
                out.writeUTF(header.getValue());
            }
            byte[] body = answer.body().getBytes(UTF_8);
            out.writeInt(body.length);
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static KeptAnswer read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int status = in.readInt();
            Map<String, String> headers = new LinkedHashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                headers.put(in.readUTF(), in.readUTF());
            }
            byte[] body = in.readNBytes(in.readInt());
            return new KeptAnswer(status, headers, new String(body, UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
