/** Tries the all-in-one program, most of it as a process of its own that is stopped and killed for real. */
@NullMarked
package io.usher.standalone;

import org.jspecify.annotations.NullMarked;
