package io.usher.api.accounts.proofs;

import com.github.benmanes.caffeine.cache.Ticker;
import io.usher.api.accounts.AccountSettings;
import io.usher.api.accounts.AccountSettings.Most;
import io.usher.api.http.security.RateLimit;
import org.springframework.stereotype.Component;

/** Holds each network to its limit on links that prove nothing, whatever they were to prove. */
@Component
public final class WrongTokens {

    private final RateLimit<String> wrong;

    WrongTokens(AccountSettings settings) {
        Most most = settings.wrongTokensOfNetwork();
        this.wrong = new RateLimit<>(most.most(), most.within(), Ticker.systemTicker());
    }

    /** Fails if the network has opened too many. */
    public void count(String network) {
        wrong.take(network, "Too many unknown links from this address.");
    }
}
