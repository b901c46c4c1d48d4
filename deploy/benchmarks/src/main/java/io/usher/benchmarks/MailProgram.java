package io.usher.benchmarks;

import io.usher.embedded.MailCatcher;
import java.nio.file.Path;

/** The mail catcher as a process of its own: an SMTP server that takes every mail and writes it to a file. */
final class MailProgram {

    private MailProgram() {}

    /** @param arguments the folder for the mails */
    public static void main(String[] arguments) {
        MailCatcher mail = MailCatcher.start(Path.of(arguments[0]), 0, 0);
        Runtime.getRuntime().addShutdownHook(new Thread(mail::close, "closing the mail catcher"));
        System.out.println(Servers.READY + mail.smtpPort());
    }
}
