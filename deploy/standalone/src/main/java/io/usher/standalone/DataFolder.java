package io.usher.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Usher's data folder, locked by one process at a time. The operating system releases the lock when the process ends.
 * The lock file is never deleted: a process that has the deleted one open could lock it beside the holder of a new one.
 */
final class DataFolder implements AutoCloseable {

    /** The folder has personal data and the passwords of the database. */
    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Creates the folder if necessary, makes it accessible to its user alone, and locks it.
     *
     * @param note tells another process that tries to lock the folder who has locked it
     * @throws RefusedStartException if another process has locked it, or it cannot be written
     */
    static DataFolder lock(Path folder, String note) {
        try {
            Path path = Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWN))
                    .toRealPath();
            close(path);
            FileChannel channel = FileChannel.open(
                    path.resolve("usher.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                String holder = read(channel);
                channel.close();
                throw new RefusedStartException("%s: in use by %s".formatted(path, holder));
            }
            write(channel, note);
            return new DataFolder(path, channel);
        } catch (AccessDeniedException e) {
            throw new RefusedStartException("%s: cannot be written by %s".formatted(folder, user()), e);
        } catch (FileAlreadyExistsException e) {
            throw new RefusedStartException("%s: is not a folder (expected a folder, or no file)".formatted(folder), e);
        } catch (NoSuchFileException e) {
            throw new RefusedStartException(
                    "%s: cannot be created (expected an existing parent folder)".formatted(folder), e);
        } catch (FileSystemException e) {
            throw new RefusedStartException("%s: cannot be used: %s".formatted(folder, reason(e)), e);
        } catch (IOException e) {
            throw new RefusedStartException("%s: cannot be used: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static String read(FileChannel channel) throws IOException {
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void write(FileChannel channel, String note) throws IOException {
        channel.truncate(0);
        ByteBuffer bytes = ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void close(Path path) throws IOException {
        if (OWN.containsAll(Files.getPosixFilePermissions(path))) {
            return;
        }
        try {
            Files.setPosixFilePermissions(path, OWN);
        } catch (FileSystemException e) {
            throw new RefusedStartException(
                    "%s: accessible to other users, and %s may not change that (expected the permissions rwx------)"
                            .formatted(path, user()),
                    e);
        }
    }

    private static String user() {
        return System.getProperty("user.name", "this user");
    }

    private static String reason(FileSystemException e) {
        return e.getReason() == null ? "the file system refuses it" : e.getReason();
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    Path log() {
        return path.resolve("logs").resolve("usher.log");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
