package io.usher.resilience;

import static java.util.Collections.unmodifiableMap;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.OrganizationId;
import io.usher.resilience.Evidence.Acceptance;
import io.usher.resilience.Evidence.Member;
import io.usher.resilience.Evidence.Requested;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evidence with what the checks look up in it. */
final class IndexedEvidence {

    private final Evidence evidence;
    private final Map<AcceptanceId, Acceptance> decided = new LinkedHashMap<>();
    private final Map<AcceptanceId, Requested> log = new LinkedHashMap<>();
    private final Map<Person, Member> members = new LinkedHashMap<>();

    record Person(OrganizationId organization, String address) {

        static Person of(Acceptance acceptance) {
            return new Person(acceptance.organization(), acceptance.address());
        }
    }

    IndexedEvidence(Evidence evidence) {
        this.evidence = evidence;
        evidence.acceptances().forEach(acceptance -> decided.put(acceptance.id(), acceptance));
        evidence.log().forEach(request -> log.putIfAbsent(request.acceptance(), request));
        evidence.members().forEach(member -> members.put(new Person(member.organization(), member.address()), member));
    }

    Evidence evidence() {
        return evidence;
    }

    /** By request, in the order of the table. */
    Map<AcceptanceId, Acceptance> decided() {
        return unmodifiableMap(decided);
    }

    @Nullable Acceptance decision(AcceptanceId request) {
        return decided.get(request);
    }

    /** In log order. */
    Map<AcceptanceId, Requested> log() {
        return unmodifiableMap(log);
    }

    Map<Person, Member> members() {
        return unmodifiableMap(members);
    }

    @Nullable Member member(Acceptance acceptance) {
        return members.get(Person.of(acceptance));
    }
}
