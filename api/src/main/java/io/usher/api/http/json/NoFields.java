package io.usher.api.http.json;

/** What a request may hold that takes no body: whoever names some, where all are meant, is to be told. */
public record NoFields() {}
