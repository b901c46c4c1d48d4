package io.usher.benchmarks;

/** What a thread of a JVM is for, as far as its name tells. */
enum ThreadKind {
    JAVA("Java code"),
    COMPILER("JIT compiler"),
    COLLECTOR("garbage collector"),
    RECORDER("flight recorder");

    private final String title;

    ThreadKind(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** @param name its first 15 characters; the serial collector works in the VM's own thread */
    static ThreadKind of(String name) {
        if (name.contains("CompilerThre")) {
            return COMPILER;
        }
        if (name.startsWith("JFR ")) {
            return RECORDER;
        }
        return name.startsWith("GC Thread") || name.equals("VM Thread") ? COLLECTOR : JAVA;
    }
}
