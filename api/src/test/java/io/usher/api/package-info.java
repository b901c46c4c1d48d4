/** What the API promises, tried over HTTP. */
@NullMarked
package io.usher.api;

import org.jspecify.annotations.NullMarked;
