package io.usher.benchmarks;

import io.usher.benchmarks.FilledLists.Pages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Measures {@code lists} and {@code creating}: how long a page takes of short lists and then of long ones, over HTTP, one
 * request at a time; the first page, one in the middle, and one with each filter.
 */
final class ListFigures {

    private static final double P95 = 0.95;

    private final Run run;
    private final ApiCalls api;
    private int created;

    private ListFigures(Run run, ApiCalls api) {
        this.run = run;
        this.api = api;
    }

    static void measure(Run run) {
        run.progress().say("the API starts if it does not run");
        try (ApiCalls api = new ApiCalls(run.programs().require(Program.API))) {
            new ListFigures(run, api).measure();
        }
    }

    private void measure() {
        Sizes.Lists sizes = run.sizes().lists();
        FilledLists few = FilledLists.fill(run.servers().database(), "few", sizes.few(), sizes.few());
        warmUp(few);
        Map<String, Map<String, List<Double>>> small = read(few);
        List<Double> createdSmall = create(few);
        run.progress()
                .say("lists: %,d members and %,d invitations and invitees are stored", sizes.members(), sizes.many());
        FilledLists many = FilledLists.fill(run.servers().database(), "many", sizes.many(), sizes.members());
        Map<String, Map<String, List<Double>>> large = read(many);
        List<Double> createdLarge = create(many);
        small.forEach((list, before) -> say(list, before, large.getOrDefault(list, Map.of())));
        note("creating small", createdSmall);
        note("creating large", createdLarge);
    }

    private void warmUp(FilledLists data) {
        long end = System.nanoTime() + run.sizes().warmUp().toNanos();
        do {
            for (Pages pages : data.lists()) {
                for (String query : queries(pages)) {
                    double unused = api.millisOfGet(pages.path() + query);
                }
            }
            List<Double> unused = create(data);
        } while (System.nanoTime() < end);
    }

    /** Milliseconds by list and query. One page of each after the other, so that all have the same share of disturbances. */
    private Map<String, Map<String, List<Double>>> read(FilledLists data) {
        Map<String, Map<String, List<Double>>> read = new LinkedHashMap<>();
        Map<Pages, List<String>> queries = new LinkedHashMap<>();
        data.lists().forEach(pages -> queries.put(pages, queries(pages)));
        for (int i = 0; i < run.sizes().lists().pages(); i++) {
            queries.forEach((pages, all) ->
                    all.forEach(query -> read.computeIfAbsent(pages.list(), none -> new LinkedHashMap<>())
                            .computeIfAbsent(name(query), none -> new ArrayList<>())
                            .add(api.millisOfGet(pages.path() + query))));
        }
        return read;
    }

    private static String name(String query) {
        if (query.isEmpty()) {
            return "first page";
        }
        return query.startsWith("?cursor=") ? "middle page" : query.substring(1);
    }

    private List<String> queries(Pages pages) {
        return Stream.concat(
                        Stream.of("", "?cursor=" + middle(pages)),
                        pages.queries().stream().map(query -> "?" + query))
                .toList();
    }

    /** The cursor of the page after the first one in the middle. */
    private String middle(Pages pages) {
        String query = pages.path() + "?q=midway&limit=1";
        JsonNode page = api.get(query);
        while (page.path("items").isEmpty()) {
            page = api.get(query + "&cursor=" + page.path("next").asString());
        }
        return page.path("next").asString();
    }

    private List<Double> create(FilledLists data) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < run.sizes().lists().created(); i++) {
            long begun = System.nanoTime();
            JsonNode unused = api.post(
                    "/organizations/%s/invitations".formatted(data.slug()),
                    "{\"name\": \"Created %d\"}".formatted(created++));
            millis.add((System.nanoTime() - begun) / 1e6);
        }
        return millis;
    }

    private void say(String list, Map<String, List<Double>> small, Map<String, List<Double>> large) {
        small.forEach((query, millis) -> {
            double before = p95(millis);
            double now = p95(large.getOrDefault(query, millis));
            run.progress()
                    .say(
                            "lists: %s, %s: p95 %s ms, then %s ms: %s ×",
                            list, query, Report.number(before), Report.number(now), Report.number(now / before));
        });
        note("lists %s small".formatted(list), all(small));
        note("lists %s large".formatted(list), all(large));
    }

    private static List<Double> all(Map<String, List<Double>> millis) {
        return millis.values().stream().flatMap(List::stream).toList();
    }

    private void note(String name, List<Double> millis) {
        run.note(Measured.once(name, " ms", p95(millis)));
    }

    static double p95(List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.get((int) Math.ceil(P95 * sorted.size()) - 1);
    }
}
