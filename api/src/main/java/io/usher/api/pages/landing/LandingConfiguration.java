package io.usher.api.pages.landing;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.usher.api.accounts.proofs.WrongTokens;
import io.usher.api.http.security.LimitSettings;
import io.usher.api.invitations.Invitations;
import io.usher.api.organizations.Organizations;
import io.usher.api.pages.PageSettings;
import io.usher.api.pages.PageTemplates;
import io.usher.runtime.links.PersonalLinks;
import java.net.URI;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class LandingConfiguration {

    @Bean
    OpeningLinks openingLinks(Invitations invitations, Organizations organizations) {
        return new OpeningLinks(invitations, organizations);
    }

    @Bean
    LandingPages landingPages(
            OpeningLinks links, PageTemplates templates, InvitationCookie cookie, Clock clock, LimitSettings limits) {
        return new LandingPages(links, templates, cookie, clock, limits.unknownCode(), Ticker.systemTicker());
    }

    @Bean
    HeldLinks heldLinks(
            LandingPages pages,
            DatabaseClient database,
            PersonalLinks links,
            WrongTokens wrong,
            Clock clock,
            @Value("${usher.public-url}") URI publicUrl) {
        return new HeldLinks(
                pages,
                new LinkedPeople(database),
                links,
                wrong,
                clock,
                "https".equalsIgnoreCase(publicUrl.getScheme()));
    }

    @Bean
    LiveInvitations liveInvitations(LandingPages pages, JsonMapper json, PageSettings settings) {
        // Who asks for what is followed is nobody in particular.
        return new LiveInvitations(code -> pages.seats(code, ""), json, settings.liveStreams(), Schedulers.parallel());
    }

    @Bean
    MeterBinder liveGauge(LiveInvitations live) {
        return registry -> Gauge.builder("usher.pages.live", live::streams)
                .description("Pages of invitations that are kept up to date by a stream")
                .register(registry);
    }
}
