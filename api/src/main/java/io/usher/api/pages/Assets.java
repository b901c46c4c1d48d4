package io.usher.api.pages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The style sheets, scripts and icon of pages, in memory, as they are and compressed. Their addresses change with their content, so
 * that browsers may keep them for ever.
 */
public final class Assets {

    private static final String[] WHERE = {
        "classpath*:META-INF/resources/webjars/picocss__pico/*/css/pico.min.css",
        "classpath*:META-INF/resources/webjars/usher/*"
    };

    private static final Map<String, Asset> ALL = read();

    private Assets() {}

    /** Has read them afterwards: to read files may wait. */
    static void prepare() {
        if (ALL.isEmpty()) {
            throw new IllegalStateException("assets: none (expected style sheets and scripts on the class path)");
        }
    }

    /**
     * A file.
     *
     * @param version of its content
     */
    record Asset(String version, byte[] plain, byte[] compressed) {}

    /** Where a page finds it. There is one of that name, or the page cannot be made. */
    public static String path(String name) {
        Asset asset = Objects.requireNonNull(ALL.get(name), name);
        return "/assets/" + asset.version() + "/" + name;
    }

    static Optional<Asset> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    private static Map<String, Asset> read() {
        Map<String, Asset> found = new TreeMap<>();
        try {
            for (String place : WHERE) {
                for (Resource file : new PathMatchingResourcePatternResolver().getResources(place)) {
                    found.put(Objects.requireNonNull(file.getFilename()), asset(file.getContentAsByteArray()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(found);
    }

    private static Asset asset(byte[] plain) {
        return new Asset(digest(plain).substring(0, 16), plain, compressed(plain));
    }

    /** Of some content, in hexadecimal digits. */
    public static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: not available (every Java platform has it)", e);
        }
    }

    public static byte[] compressed(byte[] plain) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(plain.length / 4 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    /** Whether whoever asks reads what is compressed. */
    public static boolean reads(String acceptEncoding) {
        return acceptEncoding.contains("gzip") && !acceptEncoding.contains("gzip;q=0");
    }
}
