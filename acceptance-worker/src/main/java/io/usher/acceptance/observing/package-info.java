/** What operators can see of the worker: health and liveness. */
@NullMarked
@CheckReturnValue
package io.usher.acceptance.observing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
