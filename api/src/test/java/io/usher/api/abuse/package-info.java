/** What strangers and members try who mean no good (people.md §10), over every route that the program has. */
@NullMarked
@CheckReturnValue
package io.usher.api.abuse;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
