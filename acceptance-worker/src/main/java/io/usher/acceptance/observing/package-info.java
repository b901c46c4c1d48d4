/** What operators can see of the worker: metrics and liveness. */
@NullMarked
@CheckReturnValue
package io.usher.acceptance.observing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
