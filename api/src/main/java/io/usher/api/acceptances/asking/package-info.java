/**
 * Requests for seats and withdrawals. Certain refusals are answered at once; all other requests are queued for the
 * acceptance worker.
 */
@NullMarked
@CheckReturnValue
package io.usher.api.acceptances.asking;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
