package io.usher.api.http.security;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Says in the OpenAPI document how callers prove who they are, and the scopes or permissions of which an operation takes one. */
@Configuration(proxyBeanMethods = false)
public class DocumentedCallers {

    private static final String SCHEME = "key";
    private static final String SESSION = "session";

    @Bean
    OpenApiCustomizer callersInDocument() {
        return document -> {
            document.getComponents()
                    .addSecuritySchemes(
                            SCHEME,
                            new SecurityScheme()
                                    .type(SecurityScheme.Type.HTTP)
                                    .scheme("bearer")
                                    .description(
                                            "An API key. Each operation names the scopes of which the key needs one;"
                                                    + " an operation without them takes any key. A key of an organization sees"
                                                    + " that organization alone; `organizations:write` and `ops` are scopes of"
                                                    + " the platform's keys. Or a JSON Web Token of an issuer that the operator"
                                                    + " has configured: its `scope` is that of a key, its `organization` the id of"
                                                    + " the one that it sees."));
            document.getComponents()
                    .addSecuritySchemes(
                            SESSION,
                            new SecurityScheme()
                                    .type(SecurityScheme.Type.APIKEY)
                                    .in(SecurityScheme.In.COOKIE)
                                    .name("__Host-usher-session")
                                    .description(
                                            "Somebody who has signed in with a browser (`usher-session` where the site is"
                                                    + " http). Each operation names the permissions of which one of their roles"
                                                    + " in the organization needs one; whoever runs the platform has all. The"
                                                    + " permissions of the role `manager` reach the member's own unit and all"
                                                    + " that is part of it; `learners:invite` and `learners:manage` reach members"
                                                    + " and invitations whose roles permit nothing. What is beyond that is"
                                                    + " not listed and answered 404; what may be seen and not done, 403. What"
                                                    + " changes something needs `Sec-Fetch-Site: same-origin` or the site's own"
                                                    + " `Origin`. A request with a key is its key's."));
            document.addSecurityItem(new SecurityRequirement().addList(SCHEME));
            document.addSecurityItem(new SecurityRequirement().addList(SESSION));
        };
    }

    @Bean
    OperationCustomizer scopesInDocument() {
        return (operation, handler) -> {
            Takes takes = handler.getMethodAnnotation(Takes.class);
            if (takes != null) {
                describe(operation, takes.value());
                if (takes.exceptOwn()) {
                    operation.addSecurityItem(new SecurityRequirement().addList(SESSION));
                }
            }
            return operation;
        };
    }

    /** Says that the operation takes one of the scopes of keys, or of the permissions of roles, that open the action. */
    public static void describe(Operation operation, Action action) {
        operation.setSecurity(Stream.concat(
                        action.scopes().stream()
                                .map(scope -> new SecurityRequirement().addList(SCHEME, scope.wireName())),
                        action.ofRoles().stream()
                                .map(permission -> new SecurityRequirement().addList(SESSION, permission.wireName())))
                .collect(Collectors.toCollection(ArrayList::new)));
    }
}
