/** Pages of the console for those who run the platform. */
@NullMarked
@CheckReturnValue
package io.usher.api.pages.console.operations;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
