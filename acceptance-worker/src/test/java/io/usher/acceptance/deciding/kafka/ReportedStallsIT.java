package io.usher.acceptance.deciding.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.OpsEvent.OpsConsumerStalled;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot be decided is reported to operators. */
final class ReportedStallsIT extends DecidingScenario {

    @Test
    void aPartitionThatCannotBeDecidedIsReportedOnceAndOnceWhenItGoesOn() {
        usher.startWorker("usher.stalls.after=2s", "usher.stalls.look-every=200ms");
        InvitationId invitation = usher.invitation(null);
        usher.ask(invitation, "a@x.org");
        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 1);
        usher.sql
                .sql("alter table onboarding.acceptance add constraint fails check (false) not valid")
                .update();
        usher.ask(invitation, "b@x.org");

        await().atMost(SOON).until(() -> reports(invitation).size() == 1);
        OpsConsumerStalled report = reports(invitation).getFirst();
        assertThat(report.group()).isEqualTo("usher-acceptance-worker");
        assertThat(report.topic()).isEqualTo(Topic.ACCEPTANCES_REQUESTED.topicName());
        assertThat(report.lag()).isOne();
        assertThat(report.resolvedAt()).isNull();

        usher.sql.sql("alter table onboarding.acceptance drop constraint fails").update();
        await().atMost(SOON).until(() -> reports(invitation).size() == 2);
        assertThat(reports(invitation).getLast().resolvedAt()).isNotNull();
        assertThat(usher.count("onboarding.acceptance")).isEqualTo(2);
    }

    private List<OpsConsumerStalled> reports(InvitationId invitation) {
        int partition = Topic.partitionOf(invitation.toString().getBytes(UTF_8));
        return usher.read(Topic.OPS).stream()
                .filter(Readable.class::isInstance)
                .map(received -> ((Readable) received).event())
                .filter(OpsConsumerStalled.class::isInstance)
                .map(OpsConsumerStalled.class::cast)
                // The first request may take longer than that, while the worker is cold.
                .filter(report -> report.partition() == partition && report.next() == 1)
                .toList();
    }
}
