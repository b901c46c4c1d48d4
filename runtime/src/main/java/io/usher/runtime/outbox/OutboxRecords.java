package io.usher.runtime.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.common.utils.ByteUtils.readUnsignedVarint;
import static org.apache.kafka.common.utils.ByteUtils.sizeOfUnsignedVarint;
import static org.apache.kafka.common.utils.ByteUtils.writeUnsignedVarint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Records as the bytes of one row of an outbox. A version, then for each record its topic, partition, key, value and
 * headers, each after its length; lengths are unsigned varints, those of what may be null one more than the length, with 0
 * for null, and a partition is one more than its number, with 0 for none. Timestamps are not kept.
 */
public final class OutboxRecords {

    private static final byte VERSION = 1;

    /** Of a bundle of the first version, compressed: this version, its length in four bytes, an LZ4 block. */
    private static final byte COMPRESSED = 2;

    /** Smaller ones gain little. */
    private static final int COMPRESSED_FROM = 4096;

    private static final LZ4Factory LZ4 = LZ4Factory.fastestInstance();
    private static final int VERSION_BYTES = 1;

    private OutboxRecords() {}

    /** One bundle of all the records, however large. */
    public static byte[] encode(List<ProducerRecord<byte[], byte[]>> records) {
        EncodedNames names = new EncodedNames();
        int size = VERSION_BYTES;
        for (ProducerRecord<byte[], byte[]> one : records) {
            size += size(one, names);
        }
        return encode(records, size, names);
    }

    /** Bundles in which are as many records as fit, at least one. */
    static List<PackedBundle> pack(List<ProducerRecord<byte[], byte[]>> records, int largest) {
        EncodedNames names = new EncodedNames();
        List<PackedBundle> bundles = new ArrayList<>();
        int first = 0;
        int size = VERSION_BYTES;
        for (int i = 0; i < records.size(); i++) {
            int next = size(records.get(i), names);
            if (i > first && size + next > largest) {
                bundles.add(pack(records.subList(first, i), size, names));
                first = i;
                size = VERSION_BYTES;
            }
            size += next;
        }
        if (first < records.size()) {
            bundles.add(pack(records.subList(first, records.size()), size, names));
        }
        return bundles;
    }

    private static PackedBundle pack(List<ProducerRecord<byte[], byte[]>> records, int size, EncodedNames names) {
        return new PackedBundle(List.copyOf(records), size, encode(records, size, names));
    }

    private static int size(ProducerRecord<byte[], byte[]> one, EncodedNames names) {
        int size = sizeOfBytes(names.bytes(one.topic()))
                + sizeOfUnsignedVarint(partition(one))
                + sizeOfNullable(one.key())
                + sizeOfNullable(one.value());
        int headers = 0;
        for (Header header : one.headers()) {
            size += sizeOfBytes(names.bytes(header.key())) + sizeOfNullable(header.value());
            headers++;
        }
        return size + sizeOfUnsignedVarint(headers);
    }

    private static int partition(ProducerRecord<byte[], byte[]> one) {
        Integer partition = one.partition();
        return partition == null ? 0 : partition + 1;
    }

    private static int sizeOfBytes(byte[] bytes) {
        return sizeOfUnsignedVarint(bytes.length) + bytes.length;
    }

    private static int sizeOfNullable(byte @Nullable [] bytes) {
        return bytes == null ? 1 : sizeOfUnsignedVarint(bytes.length + 1) + bytes.length;
    }

    private static byte[] encode(List<ProducerRecord<byte[], byte[]>> records, int size, EncodedNames names) {
        ByteBuffer bundle = ByteBuffer.allocate(size).put(VERSION);
        for (ProducerRecord<byte[], byte[]> one : records) {
            put(bundle, names.bytes(one.topic()));
            writeUnsignedVarint(partition(one), bundle);
            putNullable(bundle, one.key());
            putNullable(bundle, one.value());
            writeUnsignedVarint(one.headers().toArray().length, bundle);
            for (Header header : one.headers()) {
                put(bundle, names.bytes(header.key()));
                putNullable(bundle, header.value());
            }
        }
        return size < COMPRESSED_FROM ? bundle.array() : compressed(bundle.array());
    }

    /** The events of a batch differ in little. */
    private static byte[] compressed(byte[] bundle) {
        LZ4Compressor compressor = LZ4.fastCompressor();
        byte[] room = new byte[VERSION_BYTES + Integer.BYTES + compressor.maxCompressedLength(bundle.length)];
        ByteBuffer.wrap(room).put(COMPRESSED).putInt(bundle.length);
        int start = VERSION_BYTES + Integer.BYTES;
        int length = compressor.compress(bundle, 0, bundle.length, room, start, room.length - start);
        return Arrays.copyOf(room, start + length);
    }

    /** Throws {@link net.jpountz.lz4.LZ4Exception} for a block that was cut. */
    private static byte[] decompressed(ByteBuffer bytes) {
        byte[] bundle = new byte[bytes.getInt()];
        int unused = LZ4.safeDecompressor().decompress(bytes.array(), bytes.position(), bytes.remaining(), bundle, 0);
        return bundle;
    }

    private static void put(ByteBuffer bundle, byte[] bytes) {
        writeUnsignedVarint(bytes.length, bundle);
        bundle.put(bytes);
    }

    private static void putNullable(ByteBuffer bundle, byte @Nullable [] bytes) {
        if (bytes == null) {
            writeUnsignedVarint(0, bundle);
        } else {
            writeUnsignedVarint(bytes.length + 1, bundle);
            bundle.put(bytes);
        }
    }

    /** The records of a bundle in their order. Throws {@link IllegalArgumentException} for another version. */
    public static List<ProducerRecord<byte[], byte[]>> decode(byte[] bundle) {
        ByteBuffer bytes = ByteBuffer.wrap(bundle);
        byte version = bytes.get();
        if (version == COMPRESSED) {
            return decode(decompressed(bytes));
        }
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "bundle of an outbox: version %d (expected %d or %d)".formatted(version, VERSION, COMPRESSED));
        }
        DecodedNames names = new DecodedNames();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (bytes.hasRemaining()) {
            records.add(decodeOne(bytes, names));
        }
        return records;
    }

    private static ProducerRecord<byte[], byte[]> decodeOne(ByteBuffer bytes, DecodedNames names) {
        String topic = names.next(bytes);
        int partition = readUnsignedVarint(bytes);
        byte[] key = nullable(bytes);
        byte[] value = nullable(bytes);
        Header[] headers = new Header[readUnsignedVarint(bytes)];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = new RecordHeader(names.next(bytes), nullable(bytes));
        }
        return new ProducerRecord<>(topic, partition == 0 ? null : partition - 1, key, value, Arrays.asList(headers));
    }

    private static byte @Nullable [] nullable(ByteBuffer bytes) {
        int length = readUnsignedVarint(bytes);
        if (length == 0) {
            return null;
        }
        byte[] next = new byte[length - 1];
        bytes.get(next);
        return next;
    }

    /** The few names of topics and headers, which come again in every record, encoded once. */
    private static final class EncodedNames {

        private final Map<String, byte[]> known = new HashMap<>();

        byte[] bytes(String name) {
            return known.computeIfAbsent(name, text -> text.getBytes(UTF_8));
        }
    }

    /** The same the other way: one text for all places in which a name stands. */
    private static final class DecodedNames {

        private static final int SLOTS = 64;

        private final byte[][] bytes = new byte[SLOTS][0];
        private final String[] texts = new String[SLOTS];

        DecodedNames() {
            Arrays.fill(texts, "");
        }

        String next(ByteBuffer bundle) {
            int length = readUnsignedVarint(bundle);
            int from = bundle.position();
            int to = from + length;
            bundle.position(to);
            int hash = 0;
            for (int i = from; i < to; i++) {
                hash = 31 * hash + bundle.get(i);
            }
            int slot = Math.floorMod(hash, SLOTS);
            if (!Arrays.equals(bytes[slot], 0, bytes[slot].length, bundle.array(), from, to)) {
                bytes[slot] = Arrays.copyOfRange(bundle.array(), from, to);
                texts[slot] = new String(bytes[slot], UTF_8);
            }
            return texts[slot];
        }
    }
}
