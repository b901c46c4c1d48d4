package io.usher.notifier.sending.smtp;

import io.usher.notifier.sending.MailSettings;
import io.usher.notifier.sending.MailTemplates;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSenderImpl;

@Configuration(proxyBeanMethods = false)
class SmtpConfiguration {

    @Bean
    SmtpMailer mailer(JavaMailSenderImpl server, MailSettings settings, MailTemplates templates, Clock clock) {
        return new SmtpMailer(
                server,
                settings.from(),
                templates,
                new SmtpTimeouts(settings.attemptWithin(), settings.acknowledgedWithin()),
                clock);
    }
}
