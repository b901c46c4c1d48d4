package io.usher.api.history;

import io.usher.api.http.paging.QueryArgument;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({Entries.class, NamingCallers.class, ReadingHistory.class})
class HistoryConfiguration {

    @Bean
    QueryArgument<EntryFilter> entryFilterArgument() {
        return new QueryArgument<>(EntryFilter.class, EntryFilter::from, EntryFilter::parameters);
    }
}
