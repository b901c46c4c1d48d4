package io.usher.api.accounts;

import com.nulabinc.zxcvbn.Zxcvbn;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Which passwords may be chosen: long ones that are not easy to guess. What they are composed of does not matter. */
@Component
public final class PasswordRules {

    static final int SHORTEST = 8;
    static final int LONGEST = 128;

    /** Of zxcvbn's scale from 0 to 4: below it are passwords that a million guesses find. */
    private static final int LEAST_SCORE = 2;

    /** The rest makes a password stronger and its estimate slower. */
    private static final int ESTIMATED = 64;

    /** Parts of names and addresses that are shorter are in other words, too. */
    private static final int SHORTEST_PART = 3;

    /** As many characters beside one's own words make no password. */
    private static final int MOST_BESIDE_OWN_WORDS = 3;

    /** What stands between the parts of names and addresses. */
    private static final Pattern SEPARATORS = Pattern.compile("[\\s@._+'’-]+");

    private final Zxcvbn strength = new Zxcvbn();

    /** Why a password may not be chosen. */
    public enum Flaw {
        TOO_SHORT("too short (expected at least " + SHORTEST + " characters)"),
        TOO_LONG("too long (expected at most " + LONGEST + " characters)"),
        EASY_TO_GUESS("easy to guess");

        private final String words;

        Flaw(String words) {
            this.words = words;
        }

        /** For operators. */
        public String inWords() {
            return words;
        }
    }

    /**
     * Empty if it may be chosen.
     *
     * @param words of the person, by which somebody would guess it
     */
    public Mono<Flaw> flaw(String password, Collection<@Nullable String> words) {
        Optional<Flaw> length = length(password);
        if (length.isPresent()) {
            return Mono.just(length.get());
        }
        // The lists of words are files.
        return Mono.fromCallable(() -> isEasy(password, words))
                .subscribeOn(Schedulers.boundedElastic())
                .filter(easy -> easy)
                .map(easy -> Flaw.EASY_TO_GUESS);
    }

    private boolean isEasy(String password, Collection<@Nullable String> words) {
        List<String> given = words.stream()
                .filter(Objects::nonNull)
                .filter(word -> !word.isBlank())
                .toList();
        String estimated = password.substring(0, Math.min(password.length(), ESTIMATED));
        return isMadeOf(given, password) || strength.measure(estimated, given).getScore() < LEAST_SCORE;
    }

    /** Whether there is little in it but the words or parts of them, in whatever order and with whatever between. */
    private static boolean isMadeOf(List<String> words, String password) {
        String rest = plain(password);
        List<String> parts = words.stream()
                .flatMap(word -> Stream.concat(Stream.of(word), SEPARATORS.splitAsStream(word)))
                .map(PasswordRules::plain)
                .filter(part -> part.length() >= SHORTEST_PART)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        for (String part : parts) {
            rest = rest.replace(part, "");
        }
        return rest.length() <= MOST_BESIDE_OWN_WORDS
                && rest.length() < plain(password).length();
    }

    private static String plain(String text) {
        return SEPARATORS.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
    }

    private static Optional<Flaw> length(String password) {
        int length = password.codePointCount(0, password.length());
        return length < SHORTEST
                ? Optional.of(Flaw.TOO_SHORT)
                : length > LONGEST ? Optional.of(Flaw.TOO_LONG) : Optional.empty();
    }

    /** Whether there can be a password like this. */
    static boolean isPossible(String password) {
        return length(password).isEmpty();
    }
}
