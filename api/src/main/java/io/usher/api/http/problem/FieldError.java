package io.usher.api.http.problem;

/**
 * What is wrong with one field.
 *
 * @param field its path in the request, such as {@code emails[3]}; the name of a query or path parameter likewise
 * @param message for the developer of the calling program
 */
public record FieldError(String field, String message) {}
