package io.usher.standalone.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.usher.testing.ApiClient;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The mails to one address, as the mail catcher has them.
 *
 * @param url of the mail catcher
 */
record Mailbox(String url, String address) {

    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"]+");

    private static final Duration ARRIVES_WITHIN = Duration.ofMinutes(1);

    /** Waits for a mail whose subject has this text and returns the first link in it to a path that begins like this. */
    String link(String subject, String path) {
        Pattern link = Pattern.compile("https?://[^/\\s]+" + Pattern.quote(path) + "[^\\s<>\"]*");
        return await("a mail to %s with %s".formatted(address, path))
                .atMost(ARRIVES_WITHIN)
                .until(
                        () -> mails(subject)
                                .map(mail -> link.matcher(mail.get("text").asString()))
                                .filter(Matcher::find)
                                .map(Matcher::group)
                                .toList(),
                        links -> !links.isEmpty())
                .getFirst();
    }

    /** All links in all mails. */
    List<String> links() {
        return mails("")
                .flatMap(mail -> LINK.matcher(mail.get("text").asString()).results())
                .map(MatchResult::group)
                .distinct()
                .toList();
    }

    /** The subjects of all mails, newest first. */
    List<String> subjects() {
        return mails("").map(mail -> mail.get("subject").asString()).toList();
    }

    private Stream<JsonNode> mails(String subject) {
        String query =
                "?to=%s&subject=%s".formatted(URLEncoder.encode(address, UTF_8), URLEncoder.encode(subject, UTF_8));
        return ApiClient.read(url + "/api/messages" + query).valueStream();
    }
}
