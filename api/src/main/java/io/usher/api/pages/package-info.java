/** What all pages have in common. */
@NullMarked
@CheckReturnValue
package io.usher.api.pages;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
