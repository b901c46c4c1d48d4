package io.usher.api.deadletters;

import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A header of a record.
 *
 * @param value in base64
 */
record KeptHeader(String name, @Nullable String value) {

    /** JSON that is read here has no NUL, which no header of ours has in its name either. */
    static KeptHeader from(Header header) {
        Bytes value = Bytes.ofNullable(header.value());
        return new KeptHeader(header.key().replace('\0', ' '), value == null ? null : value.base64());
    }

    @Nullable Bytes bytes() {
        return value == null ? null : new Bytes(value);
    }
}
