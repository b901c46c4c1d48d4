// What changes on a page while somebody looks at it. Pages say by data-… attributes what there is to do, and work without.
(() => {
    "use strict";

    const language = document.documentElement.lang;
    const all = (selector, within = document) => within.querySelectorAll(selector);
    const numbers = new Intl.NumberFormat(language, {useGrouping: "always"});

    // Times of the viewer instead of UTC, as they are written where the viewer lives if the page is in that language.
    const region = navigator.languages.find(one => one.split("-")[0] === language) ?? language;

    // What browsers write wrongly: the first of a month in French, and one o'clock in Spanish.
    const corrected = {
        fr: part => part.type === "day" && part.value === "1" ? "1er" : part.value,
        es: part => part.value.replace(" a las ", ", "),
    }[language] ?? (part => part.value);

    // Days are those of UTC, and rows of tables have less room than sentences.
    const formats = {
        day: new Intl.DateTimeFormat(region, {dateStyle: "long", timeZone: "UTC"}),
        row: new Intl.DateTimeFormat(region, {dateStyle: "medium", timeStyle: "short"}),
        sentence: new Intl.DateTimeFormat(region, {dateStyle: "long", timeStyle: "short"}),
    };
    function localTimes(within) {
        all("time[data-local]", within).forEach(time => {
            const where = time.dataset.local || (time.closest(".console tr") ? "row" : "sentence");
            time.textContent = formats[where].formatToParts(new Date(time.dateTime)).map(corrected).join("");
        });
    }

    // Fields that are wrong, as the errors on top of a form name them.
    const wrong = within => all(".errors a", within).forEach(error => {
        const field = document.getElementById(error.hash.slice(1));
        if (field?.matches("input, select, textarea")) {
            field.setAttribute("aria-invalid", "true");
        }
    });

    const prepare = within => {
        localTimes(within);
        wrong(within);
    };
    prepare(document);
    document.addEventListener("usher:fresh", event => prepare(event.target));

    // Shows a password to whoever types it. It is hidden again before it is sent: browsers remember what is typed as text.
    all("button[data-shows]").forEach(button => {
        const field = document.getElementById(button.dataset.shows);
        const show = shown => {
            field.type = shown ? "text" : "password";
            button.setAttribute("aria-pressed", shown);
        };
        button.hidden = false;
        button.addEventListener("click", () => show(field.type === "password"));
        field.form.addEventListener("submit", () => show(false));
    });

    // Reports that somebody looks at the page. Scanners of mails fetch pages, and nobody looks at what is fetched ahead.
    const opened = document.querySelector("[data-opened]");
    if (opened) {
        const report = () => {
            if (document.visibilityState === "visible") {
                document.removeEventListener("visibilitychange", report);
                navigator.sendBeacon(opened.dataset.opened);
            }
        };
        document.addEventListener("visibilitychange", report);
        report();
    }

    const between = (least, most) => 1000 * (least + Math.random() * (most - least));

    // One stream, while the page is to be seen. If there is no room for it, the page asks every now and then.
    function follow(path, received, ask, wait) {
        let source = null;
        let timer = 0;
        let over = false;

        function later() {
            timer = setTimeout(() => {
                timer = 0;
                ask().catch(() => {}).then(() => {
                    if (!document.hidden && !over) {
                        later();
                    }
                });
            }, wait());
        }
        function open() {
            if (source || timer || over || document.hidden) {
                return;
            }
            source = new EventSource(path);
            source.onmessage = event => received(event.data);
            source.onerror = () => {
                if (source && source.readyState === EventSource.CLOSED) {
                    source = null;
                    later();
                }
            };
        }
        function close() {
            if (source) {
                source.close();
                source = null;
            }
            clearTimeout(timer);
            timer = 0;
        }
        document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
        open();
        return () => {
            over = true;
            close();
        };
    }

    // An invitation: whether one can join, how many seats are left, and the moment at which it opens, by the server's clock.
    const invitation = document.querySelector("[data-live]");
    if (invitation) {
        let now = {...invitation.dataset};
        let ahead = null; // How far the server's clock is at least before ours: what it says is late.

        const serverTime = () => Date.now() + (ahead === null ? 0 : ahead);

        function show() {
            all("[data-when]").forEach(one => {
                one.hidden = !one.dataset.when.split(" ").includes(now.state);
            });
            all("[data-enabled]").forEach(one => {
                one.disabled = !one.dataset.enabled.split(" ").includes(now.state);
            });
            if ("seats" in now) {
                all("[data-seats]").forEach(one => {
                    one.textContent = now.seats === null ? "" : numbers.format(now.seats);
                    one.parentElement.hidden = now.seats === null;
                });
            }
        }
        function left(milliseconds) {
            const seconds = Math.ceil(milliseconds / 1000);
            const two = number => String(number).padStart(2, "0");
            const days = Math.floor(seconds / 86400);
            const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
            return days === 0 ? clock : new Intl.NumberFormat(language, {style: "unit", unit: "day", unitDisplay: "long"}).format(days) + " " + clock;
        }
        function tick() {
            if (now.state !== "scheduled") {
                return;
            }
            const remaining = Date.parse(now.opensAt) - serverTime();
            if (remaining <= 0) {
                now.state = now.then;
                show();
            } else {
                all("[data-countdown]").forEach(one => {
                    one.textContent = left(remaining);
                });
            }
        }
        function received(text) {
            const said = JSON.parse(text);
            ahead = Math.max(ahead === null ? -Infinity : ahead, Date.parse(said.now) - Date.now());
            now = said;
            tick();
            show();
        }
        show();
        tick();
        setInterval(tick, 250);
        follow(
            invitation.dataset.live,
            received,
            () => fetch(invitation.dataset.ask).then(answer => answer.text()).then(received),
            () => between(15, 30));
    }

    // What became of a request: that part of the page is fetched anew once there is something else to say.
    const outcome = document.querySelector("[data-follow]");
    if (outcome) {
        let shown = outcome.innerHTML;
        let end = () => {};

        function look() {
            return fetch(location.href).then(answer => answer.ok ? answer.text() : Promise.reject()).then(html => {
                const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-follow]");
                if (fresh && fresh.innerHTML !== shown) {
                    shown = fresh.innerHTML;
                    end();
                    outcome.dataset.follow = fresh.dataset.follow;
                    outcome.dataset.outcome = fresh.dataset.outcome;
                    outcome.replaceChildren(...fresh.childNodes);
                    localTimes(outcome);
                    start();
                }
            });
        }
        const lookAgain = () => look().catch(() => {});

        function start() {
            if (!["pending", "waitlisted"].includes(outcome.dataset.outcome)) {
                end = () => {};
                return;
            }
            const unfollow = follow(outcome.dataset.follow, lookAgain, look, () => between(5, 10));
            // Places on the list move without being reported.
            const places = setInterval(() => {
                if (!document.hidden && outcome.dataset.outcome === "waitlisted") {
                    lookAgain();
                }
            }, between(20, 40));
            end = () => {
                clearInterval(places);
                unfollow();
            };
        }
        start();
    }
})();
