package io.usher.notifier.sending;

/** Writes what a mail says. */
public interface Letters {

    /** May read files. */
    Letter write(DueMail mail, MailContext about);
}
