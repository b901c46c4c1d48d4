/** Shows the audit log: who did what, when, from where. */
@NullMarked
@CheckReturnValue
package io.usher.api.history;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
