/** POSTs that may be sent again: the same request has one effect and one answer. */
@NullMarked
@CheckReturnValue
package io.usher.api.http.idempotency;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
