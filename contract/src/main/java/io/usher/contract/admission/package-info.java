/** Whom an invitation lets in and when: the one rule that the API's shortcut and the worker's decision share. */
@NullMarked
@CheckReturnValue
package io.usher.contract.admission;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
