package io.usher.testing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.testcontainers.containers.GenericContainer;

/** Stops a container and starts it again with its data; Testcontainers can only remove it. */
final class ContainerSwitch {

    static final int TIMEOUT_SECONDS = 60;

    private final GenericContainer<?> container;
    private final Runnable awaitAnswer;

    @GuardedBy("this") private boolean running = true;

    /**
     * @param container a running one
     * @param awaitAnswer returns when the server in it responds
     */
    ContainerSwitch(GenericContainer<?> container, Runnable awaitAnswer) {
        this.container = container;
        this.awaitAnswer = awaitAnswer;
    }

    synchronized void stop() {
        if (running) {
            container
                    .getDockerClient()
                    .stopContainerCmd(container.getContainerId())
                    .withTimeout(TIMEOUT_SECONDS)
                    .exec();
            running = false;
        }
    }

    synchronized void start() {
        if (!running) {
            container
                    .getDockerClient()
                    .startContainerCmd(container.getContainerId())
                    .exec();
            running = true;
            awaitAnswer.run();
        }
    }

    synchronized void remove() {
        container.stop();
        running = false;
    }
}
