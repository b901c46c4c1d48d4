package io.usher.embedded;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Renders mails as HTML pages. Everything from a mail is escaped; its HTML is shown in a sandboxed frame. */
final class MailHtml {

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1c2430 }
            table { border-collapse: collapse; width: 100%% }
            th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #d5dae1; vertical-align: top; overflow-wrap: anywhere }
            pre { white-space: pre-wrap; background: #f4f6f8; padding: 1rem }
            iframe { width: 100%%; height: 32rem; border: 1px solid #d5dae1; background: #fff }
            @media (max-width: 40rem) {
            .list thead { display: none } .list tr { display: block; padding: .6rem 0; border-bottom: 1px solid #d5dae1 }
            .list td { display: block; padding: 0; border: 0 }
            }
            form { margin: 1rem 0 } input { font: inherit; padding: .2rem .4rem; margin-right: .5rem }
            </style>
            </head>
            <body>
            %s
            </body>
            </html>
            """;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private MailHtml() {}

    static String list(List<CaughtMail> mails, int kept, Map<String, String> query) {
        String rows = mails.stream().map(MailHtml::row).collect(Collectors.joining("\n"));
        return PAGE.formatted("Mails", """
                <h1>Mails</h1>
                <form method="get" action="/">
                <label>To <input name="to" value="%s"></label>
                <label>Subject <input name="subject" value="%s"></label>
                <button>Search</button>
                </form>
                <p>%d shown, %d kept. As JSON: <a href="/api/messages">/api/messages</a></p>
                <table class="list">
                <thead><tr><th>Received</th><th>From</th><th>To</th><th>Subject</th></tr></thead>
                <tbody>
                %s
                </tbody>
                </table>
                """.formatted(
                        escaped(query.getOrDefault("to", "")),
                        escaped(query.getOrDefault("subject", "")),
                        mails.size(),
                        kept,
                        rows));
    }

    private static String row(CaughtMail mail) {
        return "<tr><td>%s</td><td>%s</td><td>%s</td><td><a href=\"/messages/%s\">%s</a></td></tr>"
                .formatted(
                        TIME.format(mail.receivedAt()),
                        escaped(mail.from()),
                        escaped(String.join(", ", mail.to())),
                        mail.id(),
                        escaped(titleOf(mail)));
    }

    static String one(CaughtMail mail) {
        String headers = mail.headers().entrySet().stream()
                .map(header -> "<tr><th>%s</th><td>%s</td></tr>"
                        .formatted(escaped(header.getKey()), escaped(header.getValue())))
                .collect(Collectors.joining("\n"));
        return PAGE.formatted(escaped(titleOf(mail)), """
                <p><a href="/">All mails</a></p>
                <h1>%s</h1>
                <p>%s, from %s to %s</p>
                %s
                %s
                <h2>Headers</h2>
                <table>
                %s
                </table>
                """.formatted(
                        escaped(titleOf(mail)),
                        TIME.format(mail.receivedAt()),
                        escaped(mail.from()),
                        escaped(String.join(", ", mail.to())),
                        section("HTML", mail.html(), "<iframe sandbox=\"\" title=\"The mail\" srcdoc=\"%s\"></iframe>"),
                        section("Text", mail.text(), "<pre>%s</pre>"),
                        headers));
    }

    private static String titleOf(CaughtMail mail) {
        return mail.subject().isBlank() ? "(no subject)" : mail.subject();
    }

    private static String section(String title, @Nullable String content, String frame) {
        return content == null ? "" : "<h2>%s</h2>\n".formatted(title) + frame.formatted(escaped(content));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
