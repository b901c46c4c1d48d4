package io.usher.standalone;

import io.usher.embedded.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Usher's data folder, locked by one process at a time. The operating system releases the lock when the process ends.
 */
final class DataFolder implements AutoCloseable {

    /** The folder has personal data and the passwords of the database. */
    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final FileChannel lock;
    private final Set<Path> existing;
    private final List<Path> createdFolders;

    /**
     * @param existing the content of the folder before it was locked
     * @param createdFolders the folder and its parents if they did not exist, innermost first
     */
    private DataFolder(Path path, FileChannel lock, Set<Path> existing, List<Path> createdFolders) {
        this.path = path;
        this.lock = lock;
        this.existing = existing;
        this.createdFolders = createdFolders;
    }

    /**
     * Creates the folder if necessary, makes it accessible to its user alone, and locks it.
     *
     * @param note tells another process that tries to lock the folder who has locked it
     * @throws RefusedStartException if another process has locked it, or it cannot be written
     */
    static DataFolder lock(Path folder, String note) {
        try {
            List<Path> missing = missing(folder);
            Path path = Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWN))
                    .toRealPath();
            close(path);
            Path file = path.resolve("usher.lock");
            boolean isNew = Files.notExists(file);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new RefusedStartException("%s: in use by %s".formatted(path, Files.readString(file)));
            }
            if (Files.notExists(file)) {
                // Another process was refused and deleted it before this one locked it.
                channel.close();
                return lock(folder, note);
            }
            write(channel, note);
            Set<Path> existing = content(path);
            if (isNew) {
                existing.remove(file);
            }
            return new DataFolder(path, channel, existing, missing);
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

    /** The folder and its parents that do not exist, innermost first. */
    private static List<Path> missing(Path folder) {
        List<Path> missing = new ArrayList<>();
        for (@Nullable Path path = folder; path != null && Files.notExists(path); path = path.getParent()) {
            missing.add(path);
        }
        return missing;
    }

    private static void write(FileChannel channel, String note) throws IOException {
        channel.truncate(0);
        ByteBuffer bytes = ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static Set<Path> content(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.collect(Collectors.toCollection(HashSet::new));
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

    /**
     * Deletes everything that was created in the folder since it was locked, and the folder itself if it is new; then
     * releases the lock.
     */
    void abandon() {
        try {
            Set<Path> created = content(path);
            created.removeAll(existing);
            for (Path file : created) {
                Folders.delete(file);
            }
            for (Path folder : createdFolders) {
                // Another process may use it by now.
                if (content(folder).isEmpty()) {
                    Files.delete(folder);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            close();
        }
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
