package io.usher.api.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.deadletters.DeadLetterSummary.State;
import io.usher.contract.kafka.DeadLetter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A dead letter: a record, and why it was set aside. */
public record StoredDeadLetter(DeadLetterSummary about, OriginalRecord record) {

    private static final String SUFFIX = ".dlt";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int LONGEST_TEXT = 1_000;
    private static final Instant END_OF_TIME = Instant.parse("9999-01-01T00:00:00Z");

    /**
     * Reads a record of a topic of dead letters; none is refused. One that was set aside twice has the same id both times.
     */
    static StoredDeadLetter from(ConsumerRecord<byte[], byte[]> letter) {
        String topic = letter.topic().endsWith(SUFFIX)
                ? letter.topic().substring(0, letter.topic().length() - SUFFIX.length())
                : letter.topic();
        String place = letter.topic() + "-" + letter.partition() + "@" + letter.offset();
        Instant setAsideAt = Instant.ofEpochMilli(letter.timestamp());
        Optional<Instant> ownTime = instant(letter);
        Instant recordedAt = ownTime.orElse(setAsideAt);
        return new StoredDeadLetter(
                new DeadLetterSummary(
                        text(letter, DeadLetter.ID)
                                .map(id -> id(
                                        id,
                                        ownTime.map(StoredDeadLetter::millis).orElseGet(() -> contents(letter))))
                                .orElseGet(() -> id(place, millis(recordedAt))),
                        0,
                        topic,
                        number(letter, DeadLetter.PARTITION)
                                .filter(partition -> partition <= Integer.MAX_VALUE)
                                .orElse((long) letter.partition())
                                .intValue(),
                        number(letter, DeadLetter.OFFSET).orElse(letter.offset()),
                        text(letter, DeadLetter.CONSUMER).orElse("unknown"),
                        text(letter, DeadLetter.REASON).orElse("unknown"),
                        text(letter, DeadLetter.TRUNCATED)
                                .map(what -> List.of(what.split(",", -1)))
                                .orElse(List.of()),
                        text(letter, DeadLetter.REPLAY_OF)
                                .flatMap(StoredDeadLetter::uuid)
                                .orElse(null),
                        recordedAt,
                        setAsideAt,
                        State.WAITING,
                        null),
                OriginalRecord.from(letter));
    }

    /** Of a topic that is created anew, another record may be at the same place, but hardly one of the same time. */
    private static UUID id(String place, String which) {
        return UUID.nameUUIDFromBytes((place + " " + which).getBytes(UTF_8));
    }

    private static String millis(Instant time) {
        return Long.toString(time.toEpochMilli());
    }

    /** Of a record without a time of its own: the same however often it is set aside. */
    private static String contents(ConsumerRecord<byte[], byte[]> letter) {
        return hash(letter.key()) + hash(letter.value());
    }

    private static String hash(byte @Nullable [] bytes) {
        return bytes == null ? "-" : UUID.nameUUIDFromBytes(bytes).toString();
    }

    private static Optional<Long> number(ConsumerRecord<byte[], byte[]> letter, String header) {
        return text(letter, header)
                .filter(text -> NUMBER.matcher(text).matches())
                .map(Long::valueOf);
    }

    private static Optional<Instant> instant(ConsumerRecord<byte[], byte[]> letter) {
        try {
            return text(letter, DeadLetter.TIMESTAMP).map(Instant::parse).filter(StoredDeadLetter::isStorable);
        } catch (DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    /** Anybody may have written it: a time that PostgreSQL cannot store would stop the others. */
    private static boolean isStorable(Instant time) {
        return !time.isBefore(Instant.EPOCH) && time.isBefore(END_OF_TIME);
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /** PostgreSQL stores no NUL in a text. */
    private static Optional<String> text(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        if (header == null || header.value() == null) {
            return Optional.empty();
        }
        String text = new String(header.value(), UTF_8).replace('\0', ' ');
        return Optional.of(text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT));
    }

    boolean isWhole() {
        return about.truncated().isEmpty();
    }

    ProducerRecord<byte[], byte[]> replay() {
        return record.replay(about.topic(), about.partition(), about.id());
    }
}
