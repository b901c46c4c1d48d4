/** Every failure, wherever it comes from, as an RFC 9457 document, or as a page for whoever asks for one. */
@NullMarked
@CheckReturnValue
package io.usher.api.http.problem;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
