package io.usher.notifier.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.links.LinkPurpose;
import io.usher.runtime.links.PersonalLinks;
import io.usher.runtime.links.ProofLinks;
import io.usher.runtime.links.UnsubscribeLinks;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
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

    /** In whose name mails about an account alone are sent. */
    private static final String OURSELVES = "Usher";

    private final String publicUrl;
    private final PersonalLinks links;
    private final ProofLinks proofs;
    private final UnsubscribeLinks unsubscribing;
    private final ResourceBundleMessageSource messages = messages();
    private final TemplateEngine templates = templates(messages);

    /** @param publicUrl where people reach Usher; the links in mails begin with it */
    public MailTemplates(URI publicUrl, PersonalLinks links, ProofLinks proofs, UnsubscribeLinks unsubscribing) {
        this.links = links;
        this.proofs = proofs;
        this.unsubscribing = unsubscribing;
        String url = publicUrl.toString();
        this.publicUrl = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** May read files. */
    public MailContent render(DueMail mail, MailContext about) {
        InvitationOnMail invitation = about.invitation();
        Locale locale = language(tag(mail, about));
        String kind = mail.kind().wireName();
        String unsubscribe = unsubscribe(mail);
        Map<String, @Nullable Object> variables = variables(mail, about, locale);
        variables.put("unsubscribe", unsubscribe);
        Context context = new Context(locale, variables);
        return new MailContent(
                sender(about),
                about.organization() == null ? null : about.organization().replyTo(),
                fullName(mail),
                messages.getMessage(
                        kind + ".subject",
                        new Object[] {sender(about), invitation == null ? "" : invitation.name()},
                        locale),
                templates.process(kind + ".txt", context),
                templates.process(kind + ".html", context),
                unsubscribe);
    }

    /** Null if the mail is sent whatever its recipient wants. */
    private @Nullable String unsubscribe(DueMail mail) {
        OrganizationId organization = mail.mail().organization();
        return organization == null || mail.kind().isTransactional()
                ? null
                : publicUrl + "/unsubscribe/" + unsubscribing.token(organization, mail.address());
    }

    private static String sender(MailContext about) {
        return about.organization() == null ? OURSELVES : about.organization().name();
    }

    private static @Nullable String tag(DueMail mail, MailContext about) {
        if (mail.details().locale() != null) {
            return mail.details().locale();
        }
        if (about.invitation() != null && about.invitation().locale() != null) {
            return about.invitation().locale();
        }
        return about.organization() == null ? null : about.organization().locale();
    }

    /** The language of the messages that are used: dates are formatted in it, too. */
    private Locale language(@Nullable String tag) {
        Locale wanted = tag == null ? Locale.ENGLISH : Locale.forLanguageTag(tag);
        return Locale.forLanguageTag(messages.getMessage("language", null, wanted));
    }

    private Map<String, @Nullable Object> variables(DueMail mail, MailContext about, Locale locale) {
        Map<String, @Nullable Object> variables = new HashMap<>();
        variables.put("organization", sender(about));
        variables.put("name", mail.firstName() == null ? fullName(mail) : mail.firstName());
        variables.put("email", mail.email());
        variables.put("deleted", false);
        putDetails(variables, mail.details(), about.member(), locale);
        if (about.invitation() != null) {
            putInvitation(variables, about.invitation(), locale);
            variables.put("link", publicUrl + "/i/" + about.invitation().code());
            if (about.invitee() != null && mail.details().linkGeneration() != null) {
                putPersonalLink(variables, about.invitation(), about.invitee(), locale);
            }
        }
        putAccount(variables, mail.details().proof());
        return variables;
    }

    /** Of a mail about an account these are the links, whatever it is about besides. */
    private void putAccount(Map<String, @Nullable Object> variables, @Nullable ProofOnMail proof) {
        variables.put("account", publicUrl + "/me");
        variables.put("signIn", publicUrl + "/sign-in");
        variables.put("newPassword", publicUrl + "/password");
        variables.put("signUp", publicUrl + "/sign-up");
        variables.put(
                "proof", proof == null ? null : publicUrl + "/proof/" + proofs.token(proof.purpose(), proof.id()));
    }

    private void putDetails(
            Map<String, @Nullable Object> variables,
            MailDetails details,
            @Nullable MemberOnMail member,
            Locale locale) {
        RejectionReason reason = details.reason();
        variables.put("reason", reason == null ? null : reason.wireName());
        variables.put("position", details.position());
        Instant ends = details.accessEndsAt();
        variables.put("accessEnds", formatted(ends == null && member != null ? member.accessEndsAt() : ends, locale));
    }

    private void putInvitation(Map<String, @Nullable Object> variables, InvitationOnMail invitation, Locale locale) {
        variables.put("invitation", invitation.name());
        variables.put("description", invitation.description());
        variables.put("opens", formatted(invitation.opensAt(), locale));
        variables.put("expires", formatted(invitation.expiresAt(), locale));
        variables.put("deleted", invitation.deleted());
    }

    /** A link that has expired, because the mail waited for long, would lead nowhere: the invitation's own remains. */
    private void putPersonalLink(
            Map<String, @Nullable Object> variables,
            InvitationOnMail invitation,
            InviteeOnMail invitee,
            Locale locale) {
        if (!invitee.linkExpired()) {
            String token = links.token(LinkPurpose.MAILED, invitee.id(), invitee.generation());
            variables.put("link", publicUrl + "/i/" + invitation.code() + "/p/" + token);
            variables.put("linkExpires", formatted(earlier(invitee.linkExpiresAt(), invitation.expiresAt()), locale));
        }
    }

    /** Null unless it is earlier than the end of the invitation, which is told anyway. */
    private static @Nullable Instant earlier(@Nullable Instant link, @Nullable Instant invitation) {
        return link == null || (invitation != null && !link.isBefore(invitation)) ? null : link;
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
