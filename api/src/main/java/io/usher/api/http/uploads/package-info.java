/** Requests whose bodies are files: larger than others, and longer on their way. */
@NullMarked
@CheckReturnValue
package io.usher.api.http.uploads;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
