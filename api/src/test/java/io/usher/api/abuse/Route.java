package io.usher.api.abuse;

import io.usher.api.RunningApi;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/**
 * A route as the program itself finds its handlers: one that is added later is among them.
 *
 * @param pattern with its variables in braces; alternatives in it are routes of their own
 * @param consumes the type of its body
 */
record Route(RequestMethod method, String pattern, MediaType consumes) {

    private static final Pattern VARIABLE = Pattern.compile("\\{([a-zA-Z]+)}");
    private static final Pattern ALTERNATIVES = Pattern.compile("\\{kind:([^}]+)}");

    static List<Route> of(RunningApi api) {
        return api
                .context()
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .flatMap(Route::of)
                .toList();
    }

    /** Those that are served for every method are among them with each. */
    private static Stream<Route> of(RequestMappingInfo mapping) {
        List<RequestMethod> methods = mapping.getMethodsCondition().getMethods().isEmpty()
                ? Arrays.asList(RequestMethod.values())
                : List.copyOf(mapping.getMethodsCondition().getMethods());
        MediaType consumes = mapping.getConsumesCondition().getConsumableMediaTypes().stream()
                .findFirst()
                .orElse(MediaType.APPLICATION_FORM_URLENCODED);
        return mapping.getPatternsCondition().getPatterns().stream()
                .flatMap(pattern -> alternatives(pattern.getPatternString()))
                .flatMap(pattern -> methods.stream().map(method -> new Route(method, pattern, consumes)));
    }

    private static Stream<String> alternatives(String pattern) {
        Matcher matcher = ALTERNATIVES.matcher(pattern);
        return matcher.find()
                ? Arrays.stream(matcher.group(1).split("\\|")).map(matcher::replaceFirst)
                : Stream.of(pattern);
    }

    boolean isOfApi() {
        return pattern.startsWith("/api/");
    }

    boolean isUnsafe() {
        return method != RequestMethod.GET && method != RequestMethod.HEAD && method != RequestMethod.OPTIONS;
    }

    /** The names of its variables, in their order. A thing of a kind is named by that. */
    List<String> variables() {
        return VARIABLE.matcher(named())
                .results()
                .map(variable -> variable.group(1))
                .toList();
    }

    private String named() {
        return pattern.replaceFirst("/([a-z]+)s/\\{(?:thing|grantable)}", "/$1s/{$1}")
                .replaceFirst("/learning/\\{thing}", "/learning/{course}")
                .replaceFirst("/ops/\\{letter}", "/ops/{id}");
    }

    /** @param ids by the names of variables; what is missing is an id of nothing */
    String path(Map<String, String> ids) {
        return VARIABLE.matcher(named())
                .replaceAll(variable ->
                        ids.getOrDefault(variable.group(1), UUID.randomUUID().toString()));
    }

    @Override
    public String toString() {
        return method + " " + pattern;
    }
}
