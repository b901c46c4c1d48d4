/** Imports: people who are invited by a CSV file, of any length, in the background. */
@NullMarked
@CheckReturnValue
package io.usher.api.imports;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
