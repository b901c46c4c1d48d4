/** The OpenAPI document, and the page that shows it. */
@NullMarked
@CheckReturnValue
package io.usher.api.http.openapi;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
