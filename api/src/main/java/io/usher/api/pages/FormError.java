package io.usher.api.pages;

/**
 * What is wrong with a form.
 *
 * @param field id of the field that it is about
 * @param text key of the sentence that says so
 */
public record FormError(String field, String text) {}
