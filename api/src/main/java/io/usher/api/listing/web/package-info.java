/** The query parameters of lists. */
@NullMarked
@CheckReturnValue
package io.usher.api.listing.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
