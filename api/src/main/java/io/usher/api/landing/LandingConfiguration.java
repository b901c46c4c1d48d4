package io.usher.api.landing;

import com.github.benmanes.caffeine.cache.Ticker;
import io.usher.api.http.security.LimitSettings;
import io.usher.api.invitations.Invitations;
import io.usher.api.organizations.Organizations;
import io.usher.runtime.links.PersonalLinks;
import java.net.URI;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.thymeleaf.ITemplateEngine;

@Configuration(proxyBeanMethods = false)
class LandingConfiguration {

    @Bean
    OpeningLinks openingLinks(Invitations invitations, Organizations organizations) {
        return new OpeningLinks(invitations, organizations);
    }

    @Bean
    LandingPages landingPages(
            OpeningLinks links, ITemplateEngine templates, InvitationCookie cookie, Clock clock, LimitSettings limits) {
        return new LandingPages(links, templates, cookie, clock, limits.unknownCode(), Ticker.systemTicker());
    }

    @Bean
    PersonalPages personalPages(
            LandingPages pages,
            DatabaseClient database,
            PersonalLinks links,
            Clock clock,
            @Value("${usher.public-url}") URI publicUrl) {
        return new PersonalPages(
                pages, new LinkedPeople(database), links, clock, "https".equalsIgnoreCase(publicUrl.getScheme()));
    }
}
