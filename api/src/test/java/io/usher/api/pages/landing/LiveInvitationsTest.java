package io.usher.api.pages.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.json.JsonMapper;

class LiveInvitationsTest {

    private static final int MOST = 2000;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final LiveInvitations live =
            new LiveInvitations(code -> Mono.fromSupplier(this::read), JsonMapper.shared(), MOST, time);
    private final Disposable.Composite readers = Disposables.composite();
    private int reads;
    private int seats = 1000;
    private String state = "open";

    @AfterEach
    void everybodyLeaves() {
        readers.dispose();
        assertThat(live.streams()).isZero();
        pass(Duration.ofMinutes(1));
    }

    private LiveSeats read() {
        reads++;
        Instant now = Instant.ofEpochMilli(time.now(TimeUnit.MILLISECONDS));
        return new LiveSeats(now, state, "open", null, seats);
    }

    @CanIgnoreReturnValue
    private List<String> follow() {
        List<String> texts = new ArrayList<>();
        readers.add(live.follow("code").orElseThrow().subscribe(text -> texts.add(new String(text, UTF_8))));
        return texts;
    }

    private void follow(int streams) {
        IntStream.range(0, streams).forEach(stream -> follow());
    }

    private void pass(Duration duration) {
        time.advanceTimeBy(duration);
    }

    private static List<String> data(List<String> texts) {
        return texts.stream().filter(text -> text.startsWith("data: ")).toList();
    }

    @Test
    void howeverManyLookAtAnInvitationItIsReadOnceASecond() {
        follow(100);
        pass(Duration.ZERO);
        assertThat(reads).isOne();

        pass(Duration.ofSeconds(10));

        assertThat(reads).isEqualTo(11);
    }

    @Test
    void whoComesLaterIsToldAtOnceAndNobodyIsToldTheSameTwice() {
        List<String> first = follow();
        pass(Duration.ofSeconds(9));
        List<String> later = follow();
        pass(Duration.ZERO);

        assertThat(data(first)).hasSize(1);
        assertThat(data(later))
                .isEqualTo(data(first))
                .first()
                .asString()
                .contains("\"state\":\"open\"", "\"seats\":1000");
        assertThat(later).first().asString().startsWith("retry: ");
    }

    @Test
    void theMoreThereAreTheLessOftenSeatsAreCountedDown() {
        List<String> few = follow();
        for (int second = 0; second < 10; second++) {
            seats--;
            pass(Duration.ofSeconds(1));
        }
        assertThat(data(few)).hasSizeBetween(10, 11);

        follow(1000);
        List<String> many = follow();
        pass(Duration.ZERO);
        for (int second = 0; second < 20; second++) {
            seats--;
            pass(Duration.ofSeconds(1));
        }
        assertThat(data(many)).hasSizeBetween(4, 6);
    }

    @Test
    void thatItClosesIsToldAtOnceAndToManyWithinThreeSeconds() {
        List<String> few = follow();
        pass(Duration.ofSeconds(5));
        state = "full";
        pass(Duration.ofSeconds(1));
        assertThat(data(few).getLast()).contains("\"state\":\"full\"");

        follow(1000);
        List<List<String>> some =
                IntStream.range(0, 20).mapToObj(reader -> follow()).toList();
        pass(Duration.ofSeconds(4));
        state = "open";
        pass(Duration.ofSeconds(1));
        assertThat(some)
                .as("not all in the same moment")
                .anySatisfy(one -> assertThat(data(one).getLast()).contains("\"state\":\"full\""));
        pass(Duration.ofSeconds(3));
        assertThat(some).allSatisfy(one -> assertThat(data(one).getLast()).contains("\"state\":\"open\""));
    }

    @Test
    void streamsAreKeptAliveAndEndWithTheProgram() {
        List<String> texts = follow();
        pass(Duration.ofSeconds(31));
        assertThat(texts).filteredOn(text -> text.startsWith(":")).hasSize(2);

        live.stop();

        assertThat(live.streams()).isZero();
    }

    @Test
    void thereIsRoomForSoManyAndForOthersOnceSomebodyLeaves() {
        follow(MOST - 1);
        Disposable last = live.follow("code").orElseThrow().subscribe();
        assertThat(live.follow("code")).isEmpty();

        last.dispose();

        assertThat(live.streams()).isEqualTo(MOST - 1);
        readers.add(live.follow("other").orElseThrow().subscribe());
        assertThat(live.follow("code")).isEmpty();
    }
}
