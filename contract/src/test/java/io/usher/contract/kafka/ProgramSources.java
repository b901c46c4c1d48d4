package io.usher.contract.kafka;

import io.usher.contract.event.EventType;
import io.usher.contract.kafka.EventMessage.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the programs read and send, as their source code says: this module comes before them and cannot see their classes. */
record ProgramSources(List<String> files) {

    private static final Pattern TOPIC_READER = Pattern.compile("implements TopicReader\\b");
    private static final Pattern TOPIC_OF_READER = Pattern.compile("return Topic\\.([A-Z_]+);");
    private static final Pattern TOPICS = Pattern.compile(
            "(?:Set<String> TOPICS =|new ContainerProperties\\()([^;]*);|@KafkaListener\\(([^;]*?)\\)\\s+void ");
    private static final Pattern TOPIC = Pattern.compile("\\bTopic\\)?\\.([A-Z_]+)\\b");
    private static final Pattern ALL_DEAD_LETTERS = Pattern.compile("map\\(Topic::deadLetters\\)");

    /** How consumers are made: the topics of each are found by the patterns above. */
    private static final Pattern CONSUMER = Pattern.compile(
            "new PositionedConsumer\\(|KafkaReceiver\\.create\\(|new ContainerProperties\\(|@KafkaListener\\(");

    static ProgramSources of(Source program) {
        return new ProgramSources(sources(program.uri().substring("/usher/".length())));
    }

    /** The topics of events that it consumes. */
    Set<Topic> read() {
        Stream<String> followed = files.stream()
                .filter(file -> TOPIC_READER.matcher(file).find())
                .flatMap(file -> TOPIC_OF_READER.matcher(file).results())
                .map(found -> found.group(1));
        Stream<String> listed =
                lists().flatMap(list -> TOPIC.matcher(list).results()).map(found -> found.group(1));
        return Stream.concat(followed, listed)
                .map(Topic::valueOf)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Topic.class)));
    }

    /** The topics of dead letters that it consumes: all or none. */
    Set<String> readDeadLetters() {
        return lists().anyMatch(list -> ALL_DEAD_LETTERS.matcher(list).find())
                ? Arrays.stream(Topic.values()).map(Topic::deadLetters).collect(Collectors.toSet())
                : Set.of();
    }

    private Stream<String> lists() {
        return files.stream()
                .flatMap(file -> TOPICS.matcher(file).results())
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1));
    }

    /** How many consumers it makes. */
    long consumers() {
        return files.stream().flatMap(file -> CONSUMER.matcher(file).results()).count();
    }

    /** The types of which it or the runtime, which is part of each program, makes events. */
    Set<EventType> sent() {
        List<String> all =
                Stream.concat(files.stream(), sources("runtime").stream()).toList();
        return Arrays.stream(EventType.values())
                .filter(type -> all.stream().anyMatch(file -> makes(file, type.record())))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(EventType.class)));
    }

    /** Records of other packages have some of the names. */
    private static boolean makes(String file, Class<?> event) {
        String name = event.getSimpleName();
        return file.contains("import " + event.getCanonicalName() + ";")
                && Pattern.compile("\\bnew " + name + "\\(|\\b" + name + "::new")
                        .matcher(file)
                        .find();
    }

    private static List<String> sources(String module) {
        Path folder = Path.of(System.getProperty("basedir", ""))
                .toAbsolutePath()
                .resolveSibling(module)
                .resolve("src/main/java");
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(file -> file.toString().endsWith(".java"))
                    .map(ProgramSources::text)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
