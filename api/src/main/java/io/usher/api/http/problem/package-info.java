/** Every failure, wherever it comes from, as an RFC 9457 document. */
@NullMarked
@CheckReturnValue
package io.usher.api.http.problem;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
