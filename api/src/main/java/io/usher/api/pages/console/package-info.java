/** The console: where people run organizations as far as their rights go. */
@NullMarked
@CheckReturnValue
package io.usher.api.pages.console;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
