/** The page behind the link of an invitation. */
@NullMarked
@CheckReturnValue
package io.usher.api.pages.landing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
