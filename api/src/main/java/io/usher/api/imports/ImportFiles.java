package io.usher.api.imports;

import io.usher.runtime.Columns;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The files of imports, in pieces of {@link ReadingUpload#PIECE} bytes. */
class ImportFiles {

    private final DatabaseClient database;
    private final Supplier<UUID> ids;

    ImportFiles(DatabaseClient database, Supplier<UUID> ids) {
        this.database = database;
        this.ids = ids;
    }

    UUID newId() {
        return ids.get();
    }

    /** Makes an empty one. */
    Mono<Void> begin(UUID file) {
        return database.sql("insert into directory.import_file (id, received_at) values (:id, now())")
                .bind("id", file)
                .then();
    }

    Mono<Void> append(UUID file, int place, byte[] piece) {
        return database.sql("""
                        with receiving as (
                            update directory.import_file set received_at = now() where id = :file returning id)
                        insert into directory.import_piece (file_id, place, bytes)
                        select id, :place, :bytes from receiving""")
                .bind("file", file)
                .bind("place", place)
                .bind("bytes", piece)
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows == 1)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException(
                        "import file %s: deleted while it was received (expected to be kept for an hour)"
                                .formatted(file))))
                .then();
    }

    /** The bytes from one place on, as many as are in so many pieces: not more, and less at the end. */
    Mono<byte[]> read(UUID file, long from, int pieces) {
        int first = (int) (from / ReadingUpload.PIECE);
        int skipped = (int) (from % ReadingUpload.PIECE);
        return database.sql("""
                        select bytes from directory.import_piece
                        where file_id = :file and place >= :first and place < :end order by place""")
                .bind("file", file)
                .bind("first", first)
                .bind("end", first + pieces)
                .map(row -> new Columns(row).bytes("bytes"))
                .all()
                .collect(ByteArrayOutputStream::new, ByteArrayOutputStream::writeBytes)
                .map(bytes -> Arrays.copyOfRange(bytes.toByteArray(), Math.min(skipped, bytes.size()), bytes.size()));
    }

    /** Deletes it unless it is an import's. */
    Mono<Void> deleteUnlessUsed(UUID file) {
        return database.sql("""
                        delete from directory.import_file f
                        where id = :file and not exists (select from directory.import where file_id = f.id)""").bind("file", file).then();
    }

    /** Deletes some that are no import's and have got no piece since then; returns how many. */
    Mono<Long> deleteUnused(Instant before, int most) {
        return database.sql("""
                        delete from directory.import_file where id in (
                            select id from directory.import_file f
                            where received_at < :before
                              and not exists (select from directory.import where file_id = f.id)
                            limit :most for update skip locked)""")
                .bind("before", before)
                .bind("most", most)
                .fetch()
                .rowsUpdated();
    }
}
