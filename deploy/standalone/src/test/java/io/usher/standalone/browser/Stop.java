package io.usher.standalone.browser;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.microsoft.playwright.options.LoadState;
import java.util.function.Consumer;

/**
 * A page in one of its states.
 *
 * @param status that its address answers
 * @param then what is done there until the state is reached
 */
record Stop(String name, Guest guest, String path, int status, Consumer<Visitor> then) {

    /** Who looks at it. */
    enum Guest {
        /** Is not signed in. */
        STRANGER,
        /** Has an account and nothing else. */
        NEWCOMER,
        /** Is a member, waits elsewhere, and is invited once more. */
        MEMBER,
        /** Is the administrator of the organization. */
        ADMIN,
        /** Is an administrator of the platform. */
        PLATFORM
    }

    static Stop at(String name, Guest guest, String path) {
        return new Stop(name, guest, path, 200, visitor -> {});
    }

    Stop answered(int another) {
        return new Stop(name, guest, path, another, then);
    }

    Stop then(Consumer<Visitor> action) {
        return new Stop(name, guest, path, status, then.andThen(action));
    }

    /** Fails if nothing like this is to be seen in that state. */
    Stop showing(String selector) {
        return then(visitor -> visitor.page().locator(selector).first().waitFor());
    }

    /** Goes there, and fails if another status is answered. */
    @CanIgnoreReturnValue
    Visitor visit(Visitor visitor) {
        visitor.open(path);
        if (visitor.status() != status) {
            throw new AssertionError("%s, %s: %d (expected %d)".formatted(name, path, visitor.status(), status));
        }
        then.accept(visitor);
        visitor.page().waitForLoadState(LoadState.LOAD);
        return visitor;
    }

    @Override
    public String toString() {
        return name;
    }
}
