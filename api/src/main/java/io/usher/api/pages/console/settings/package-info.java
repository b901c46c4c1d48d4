/** Pages of the console about an organization itself: its plan, keys, audit log, and to whom it does not write. */
@NullMarked
@CheckReturnValue
package io.usher.api.pages.console.settings;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
