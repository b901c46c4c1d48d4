/** The audit log: keeps who did what, in the transaction in which it is done. */
@NullMarked
@CheckReturnValue
package io.usher.api.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
