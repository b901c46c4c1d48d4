package io.usher.api.granting;

import static java.util.Objects.requireNonNull;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.json.MergePatch;
import io.usher.contract.event.GrantKind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(
        name = "Courses",
        description = "To change them takes `courses:write`, or the platform's `organizations:write`;"
                + " to read them any scope on members or invitations will do")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/courses", produces = MediaType.APPLICATION_JSON_VALUE)
final class CourseController
        extends GrantableController<CourseController.ChangeableCourse, CourseController.CourseBody> {

    CourseController(KeepingGrantables grantables, RepeatablePosts posts, MergePatch patches) {
        super(GrantKind.COURSE, ChangeableCourse.class, grantables, posts, patches);
    }

    @Override
    ChangeableCourse properties(Draft draft) {
        return new ChangeableCourse(draft.name(), draft.description(), draft.courseKind());
    }

    @Override
    CourseBody body(Grantable course) {
        return new CourseBody(
                course.id(),
                course.name(),
                course.description(),
                requireNonNull(course.courseKind()).wireName());
    }

    record ChangeableCourse(
            @Schema(
                    description = "Unique among the courses of the organization, whatever the case of its letters",
                    example = "Kubernetes",
                    maxLength = 100,
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable String name,

            @Schema(maxLength = 5000) @Nullable String description,

            @Schema(
                    allowableValues = {"path", "challenge", "certification", "course"},
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable String kind)
            implements Properties {

        @Override
        public Draft draft() {
            return new Draft(name, description, null, null, kind);
        }
    }

    @Schema(name = "Course")
    record CourseBody(
            UUID id,
            String name,
            @Nullable String description,

            @Schema(allowableValues = {"path", "challenge", "certification", "course"})
            String kind) {}
}
