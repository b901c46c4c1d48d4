package io.usher.notifier.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.RejectionReason;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/**
 * Renders {@code mail/<kind>.html}, {@code mail/<kind>.txt} and {@code mail/messages*.properties}. A language is added by
 * adding its messages; mails in other languages are in English. Names are escaped in HTML.
 */
public final class MailTemplates {

    private static final String FOLDER = "mail/";

    private final String publicUrl;
    private final ResourceBundleMessageSource messages = messages();
    private final TemplateEngine templates = templates(messages);

    /** @param publicUrl where people reach Usher; the links in mails begin with it */
    public MailTemplates(URI publicUrl) {
        String url = publicUrl.toString();
        this.publicUrl = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** May read files. */
    public MailContent render(DueMail mail, MailContext about) {
        InvitationOnMail invitation = about.invitation();
        Locale locale = language(invitation == null ? null : invitation.locale());
        String kind = mail.kind().wireName();
        Context context = new Context(locale, variables(mail, about, locale));
        return new MailContent(
                about.organization(),
                fullName(mail),
                messages.getMessage(
                        kind + ".subject",
                        new Object[] {about.organization(), invitation == null ? "" : invitation.name()},
                        locale),
                templates.process(kind + ".txt", context),
                templates.process(kind + ".html", context));
    }

    /** The language of the messages that are used: dates are formatted in it, too. */
    private Locale language(@Nullable String tag) {
        Locale wanted = tag == null ? Locale.ENGLISH : Locale.forLanguageTag(tag);
        return Locale.forLanguageTag(messages.getMessage("language", null, wanted));
    }

    private Map<String, @Nullable Object> variables(DueMail mail, MailContext about, Locale locale) {
        Map<String, @Nullable Object> variables = new HashMap<>();
        variables.put("organization", about.organization());
        variables.put("name", mail.firstName() == null ? fullName(mail) : mail.firstName());
        variables.put("email", mail.email());
        variables.put("deleted", false);
        variables.put(
                "reason",
                Optional.ofNullable(mail.reason())
                        .map(RejectionReason::wireName)
                        .orElse(null));
        if (about.invitation() != null) {
            putInvitation(variables, about.invitation(), locale);
        }
        return variables;
    }

    private void putInvitation(Map<String, @Nullable Object> variables, InvitationOnMail invitation, Locale locale) {
        variables.put("invitation", invitation.name());
        variables.put("description", invitation.description());
        variables.put("link", publicUrl + "/i/" + invitation.code());
        variables.put("opens", formatted(invitation.opensAt(), locale));
        variables.put("expires", formatted(invitation.expiresAt(), locale));
        variables.put("deleted", invitation.deleted());
    }

    private static String fullName(DueMail mail) {
        return (text(mail.firstName()) + " " + text(mail.lastName())).strip();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private @Nullable String formatted(@Nullable Instant instant, Locale locale) {
        return instant == null
                ? null
                : DateTimeFormatter.ofPattern(messages.getMessage("time", null, locale), locale)
                        .format(instant.atOffset(ZoneOffset.UTC));
    }

    private static ResourceBundleMessageSource messages() {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasename(FOLDER + "messages");
        messages.setDefaultEncoding(UTF_8.name());
        messages.setFallbackToSystemLocale(false);
        messages.setAlwaysUseMessageFormat(true);
        return messages;
    }

    private static TemplateEngine templates(ResourceBundleMessageSource messages) {
        SpringTemplateEngine engine = new SpringTemplateEngine();
        engine.setTemplateEngineMessageSource(messages);
        engine.setEnableSpringELCompiler(true);
        engine.addTemplateResolver(resolver("*.html", TemplateMode.HTML));
        engine.addTemplateResolver(resolver("*.txt", TemplateMode.TEXT));
        return engine;
    }

    private static ClassLoaderTemplateResolver resolver(String pattern, TemplateMode mode) {
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver(MailTemplates.class.getClassLoader());
        resolver.setPrefix(FOLDER);
        resolver.getResolvablePatternSpec().addPattern(pattern);
        resolver.setTemplateMode(mode);
        resolver.setCharacterEncoding(UTF_8.name());
        resolver.setCacheable(true);
        return resolver;
    }
}
