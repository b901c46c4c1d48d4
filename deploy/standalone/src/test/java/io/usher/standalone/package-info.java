/** Tests the all-in-one program, mostly as a separate process that is stopped and killed. */
@NullMarked
package io.usher.standalone;

import org.jspecify.annotations.NullMarked;
