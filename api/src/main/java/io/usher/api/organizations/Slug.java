package io.usher.api.organizations;

import io.usher.api.http.json.Reference;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The short name of an organization in URLs. Never looks like an id, so that a reference means one thing. */
final class Slug {

    static final String RULE = "must be 1 to 63 of a-z, 0-9 and single hyphens between them, and no id";

    private static final int LONGEST = 63;
    private static final Pattern FORM = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    /** Letters that are not decomposed into one of a-z and a mark. */
    private static final Map<String, String> LETTERS =
            Map.of("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i");

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern OTHER = Pattern.compile("[^a-z0-9]+");
    private static final Pattern EDGES = Pattern.compile("^-+|-+$");

    private Slug() {}

    static boolean isOne(String text) {
        return text.length() <= LONGEST
                && FORM.matcher(text).matches()
                && !Reference.of(text).isId();
    }

    /** The slug that a name suggests; the fallback if it has no letter or digit that a slug may have. */
    static String from(String name, String fallback) {
        String plain = MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        for (Map.Entry<String, String> letter : LETTERS.entrySet()) {
            plain = plain.replace(letter.getKey(), letter.getValue());
        }
        String hyphened = trim(OTHER.matcher(plain).replaceAll("-"));
        String cut = trim(hyphened.length() > LONGEST ? hyphened.substring(0, LONGEST) : hyphened);
        return isOne(cut) ? cut : fallback;
    }

    /** The slug with an ending, cut so that both fit. */
    static String ending(String slug, String ending) {
        int room = LONGEST - ending.length() - 1;
        return trim(slug.length() > room ? slug.substring(0, room) : slug) + "-" + ending;
    }

    private static String trim(String hyphened) {
        return EDGES.matcher(hyphened).replaceAll("");
    }
}
