/** Decides requests for seats in log order: first come, first served, and never more than the limits allow. */
@NullMarked
@CheckReturnValue
package io.usher.acceptance.deciding;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
