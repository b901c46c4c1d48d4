package io.usher.notifier.sending.smtp;

import io.usher.notifier.sending.MailSettings;
import io.usher.notifier.sending.ThymeleafLetters;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSenderImpl;

@Configuration(proxyBeanMethods = false)
class SmtpConfiguration {

    @Bean
    SmtpPostbox postbox(JavaMailSenderImpl server, MailSettings settings, ThymeleafLetters letters, Clock clock) {
        return new SmtpPostbox(
                server,
                settings.from(),
                letters,
                new SmtpTimeouts(settings.attemptWithin(), settings.acknowledgedWithin()),
                clock);
    }
}
