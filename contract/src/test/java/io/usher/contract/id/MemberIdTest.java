package io.usher.contract.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

final class MemberIdTest {

    private static final OrganizationId ORGANIZATION =
            new OrganizationId(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"));

    /** The namespace and the name of an example of many libraries: uuid5(NAMESPACE_DNS, "python.org"). */
    @Test
    void anIdIsTheUuidOfVersionFiveOfOrganizationAndAddress() {
        assertThat(MemberId.of(ORGANIZATION, "python.org"))
                .isEqualTo(new MemberId(UUID.fromString("886313e1-3b8a-5372-9b90-0c9aee199e5d")));
    }

    @Test
    void anotherOrganizationOrAddressIsAnotherMember() {
        MemberId member = MemberId.of(ORGANIZATION, "a@x.org");

        assertThat(MemberId.of(ORGANIZATION, "a@x.org")).isEqualTo(member);
        assertThat(MemberId.of(ORGANIZATION, "ä@x.org")).isNotEqualTo(member);
        assertThat(MemberId.of(new OrganizationId(new UUID(1, 2)), "a@x.org")).isNotEqualTo(member);
    }
}
