/** Measures what a machine can do: figures for the operator, never a test. */
@NullMarked
@CheckReturnValue
package io.usher.benchmarks;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
