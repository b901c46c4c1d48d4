package io.usher.contract.id;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Identifies a member: a person inside an organization. */
public record MemberId(@JsonValue UUID value) implements Comparable<MemberId> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public MemberId {}

    /**
     * The id of the member with an address: the same whenever and wherever it is asked for, so that a restored database
     * gives its members the ids that consumers already know. A UUID of version 5 (RFC 9562) in the organization's
     * namespace.
     *
     * @param address in normal form
     */
    public static MemberId of(OrganizationId organization, String address) {
        byte[] name = address.getBytes(UTF_8);
        ByteBuffer hash = ByteBuffer.wrap(sha1(ByteBuffer.allocate(16 + name.length)
                .putLong(organization.value().getMostSignificantBits())
                .putLong(organization.value().getLeastSignificantBits())
                .put(name)
                .array()));
        long high = (hash.getLong() & ~0xF000L) | 0x5000L;
        long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new MemberId(new UUID(high, low));
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    @Override
    public int compareTo(MemberId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
