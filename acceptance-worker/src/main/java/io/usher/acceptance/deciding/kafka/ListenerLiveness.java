package io.usher.acceptance.deciding.kafka;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.event.ConsumerStoppedEvent.Reason;
import org.springframework.stereotype.Component;

/** Reports the program as broken once a consumer has stopped for good, so that it is restarted. */
@Component
class ListenerLiveness {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerLiveness.class);

    private final ApplicationEventPublisher events;

    ListenerLiveness(ApplicationEventPublisher events) {
        this.events = events;
    }

    @EventListener
    void stopped(ConsumerStoppedEvent event) {
        if (event.getReason() != Reason.NORMAL) {
            LOG.error(
                    "consumer stopped: {}; nothing more is decided here until the program is restarted",
                    event.getReason());
            AvailabilityChangeEvent.publish(events, event, LivenessState.BROKEN);
        }
    }
}
