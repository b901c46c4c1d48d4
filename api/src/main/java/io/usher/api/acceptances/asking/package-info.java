/** People ask for a seat: what can be refused for sure is, everything else is queued for the acceptance worker's decision. */
@NullMarked
@CheckReturnValue
package io.usher.api.acceptances.asking;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
