// What makes the console handier. Pages say by data-… attributes what there is to do, and work without.
(() => {
    "use strict";

    const all = (selector, within = document) => within.querySelectorAll(selector);
    const numbers = new Intl.NumberFormat(document.documentElement.lang, {useGrouping: "always"});

    // The entry of the menu to which the page belongs.
    // Imports are part of the invitations.
    const here = location.pathname.replace(/^(\/console\/[^/]+)\/imports\//, "$1/invitations/") + "/";
    const entries = [...all(".console-menu a")].filter(link => here.startsWith(link.pathname + "/"));
    entries.sort((one, other) => other.pathname.length - one.pathname.length);
    entries[0]?.setAttribute("aria-current", "page");

    // On a phone rows are cards, whose cells say what they are unless they are empty. To screen readers it stays a table.
    const roles = {thead: "rowgroup", tbody: "rowgroup", tr: "row", "tbody th": "rowheader", td: "cell"};
    const colon = document.getElementById("content").dataset.colon;
    const label = (cell, text) => {
        if (cell.textContent.trim() || cell.querySelector("a, button, input, progress")) {
            cell.dataset.label = text ? text + colon : "";
        } else {
            delete cell.dataset.label;
        }
    };
    const labelCells = table => {
        const heads = [...(table.tHead?.rows[0].cells ?? [])].map(head => head.textContent.trim());
        all("tbody tr", table).forEach(row => [...row.cells].forEach((cell, i) => {
            if (cell.tagName === "TD") {
                label(cell, heads[i]);
            }
        }));
    };
    // What pages have, and forms that come later.
    function equip(within) {
        all(".wide > table", within).forEach(table => {
            table.setAttribute("role", "table");
            Object.entries(roles).forEach(([part, role]) =>
                all(part, table).forEach(element => element.setAttribute("role", role)));
            labelCells(table);
            table.classList.add("cards");
        });

        all("button[data-copy]", within).forEach(button => {
            const field = document.getElementById(button.dataset.copy);
            button.hidden = false;
            button.addEventListener("click", () => {
                field.select();
                navigator.clipboard?.writeText(field.value);
            });
        });

        // Times that are typed are those of the person instead of UTC.
        all("form[data-zone]", within).forEach(form => {
            const zone = form.elements.zone;
            if (zone.value !== "Z") {
                return;
            }
            const two = number => String(number).padStart(2, "0");
            all("input[type=datetime-local]", form).forEach(input => {
                if (input.value) {
                    const at = new Date(input.value + "Z");
                    input.value = at.getFullYear() + "-" + two(at.getMonth() + 1) + "-" + two(at.getDate())
                        + "T" + two(at.getHours()) + ":" + two(at.getMinutes());
                }
            });
            const place = Intl.DateTimeFormat().resolvedOptions().timeZone;
            const text = form.querySelector("[data-zone-text]");
            text.textContent = text.textContent.replace("UTC", place);
            zone.value = place;
        });

        // A name that is typed into a picker is chosen, and the field is free for the next one.
        all("input[data-picks]", within).forEach(field => {
            const picker = field.closest("fieldset");
            const listed = name => [...all("input:not([data-picks])", picker)]
                .find(one => one.value.toLowerCase() === name.toLowerCase());
            const unlisted = name => {
                const choice = picker.querySelector("input:not([data-picks])").cloneNode();
                choice.value = name;
                const text = document.createElement("span");
                text.textContent = name;
                document.createElement("label").append(choice, text);
                return choice;
            };
            const pick = find => {
                const name = field.value.trim();
                const choice = name && find(name);
                if (choice) {
                    choice.checked = true;
                    field.value = "";
                    picker.querySelector("[data-picked]").append(choice.closest("label"));
                }
            };
            field.addEventListener("change", () => pick(listed));
            // Enter does not send the form by mistake. The list may be cut off: the server checks names that are not in it.
            field.addEventListener("keydown", event => {
                if (event.key === "Enter" && !event.isComposing && field.value) {
                    event.preventDefault();
                    pick(name => listed(name) ?? unlisted(name));
                }
            });
        });
    }
    equip(document);

    // Forms that open over the page with their link. In another tab, and for whoever has no script, they are pages.
    const dialog = document.querySelector("dialog");
    if (dialog?.showModal) {
        const heading = dialog.querySelector("h2");
        const notice = dialog.querySelector("[role=alert]");
        const content = dialog.querySelector("[data-content]");
        let opener = null;
        // The address of the form that is there, and of the link by which it was opened: they differ once a preset is
        // chosen. Whoever left the form by Escape finds it as it was by either.
        let shown = null;
        let opened = null;
        let waits = false;
        // What the form said when it was opened.
        let untouched = "";

        const typed = () => {
            const form = content.querySelector("form");
            return form ? new URLSearchParams(new FormData(form)).toString() : "";
        };
        const mayDiscard = () => typed() === untouched || confirm(notice.dataset.unsaved);
        const open = () => {
            if (!dialog.open) {
                dialog.showModal();
            }
            heading.focus();
        };
        const say = text => {
            notice.textContent = text;
            notice.hidden = !text;
            dialog.firstElementChild.scrollTop = 0;
        };
        // False if the page has no form.
        const show = page => {
            const body = page.querySelector(".console:has(#main)");
            if (body) {
                heading.textContent = body.querySelector("h1").textContent;
                all(":scope > :is(nav, h1, dialog)", body).forEach(one => one.remove());
                content.replaceChildren(...body.childNodes);
                equip(content);
                content.dispatchEvent(new CustomEvent("usher:fresh", {bubbles: true}));
                open();
                say("");
            }
            return body !== null;
        };
        // What was pressed stays busy until there is another page, or this one again by the browser's Back.
        const leave = address => {
            location.assign(address);
            return new Promise(returned => addEventListener("pageshow", returned, {once: true}));
        };
        // Busy until what is done with the answer is done.
        const ask = (pressed, path, options, received, failed) => {
            if (waits) {
                return;
            }
            waits = true;
            pressed.setAttribute("aria-busy", "true");
            // Without it refusals are not pages.
            fetch(path, {...options, headers: {Accept: "text/html"}})
                .then(answer => answer.text().then(html => ({answer, html})))
                .then(({answer, html}) => received(answer, new DOMParser().parseFromString(html, "text/html")), failed)
                .finally(() => {
                    waits = false;
                    pressed.removeAttribute("aria-busy");
                });
        };

        document.addEventListener("click", event => {
            const link = event.target.closest("a[data-dialog]");
            const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
            // On the page of the form its presets are pages, too.
            if (!link || elsewhere || link.pathname === location.pathname) {
                return;
            }
            event.preventDefault();
            const outside = !dialog.contains(link);
            if (outside) {
                opener = link;
            }
            if (link.href === shown || (outside && link.href === opened)) {
                open();
                return;
            }
            if (!mayDiscard()) {
                return;
            }
            const asPage = () => leave(link.href);
            ask(link, link.href, {}, (answer, page) => {
                if (!answer.ok || answer.redirected || !show(page)) {
                    return asPage();
                }
                shown = link.href;
                opened = outside ? link.href : opened;
                untouched = typed();
            }, asPage);
        });
        dialog.addEventListener("submit", event => {
            event.preventDefault();
            const form = event.target;
            const sent = {method: "POST", body: new URLSearchParams(new FormData(form))};
            ask(event.submitter ?? form, form.action, sent, (answer, page) => {
                if (answer.redirected) {
                    return leave(answer.url);
                }
                if (!show(page)) {
                    const refusal = [...all("main :is(h1, p)", page)].slice(0, 2).map(one => one.textContent).join(": ");
                    say(refusal || notice.dataset.unanswered);
                }
            }, () => say(notice.dataset.unanswered));
        });
        dialog.querySelector("button").addEventListener("click", () => {
            if (!mayDiscard()) {
                return;
            }
            shown = null;
            opened = null;
            untouched = "";
            content.replaceChildren();
            dialog.close();
        });
        dialog.addEventListener("close", () => opener.focus());
    }

    // An import: how far it is, and its report once it has ended.
    all("[data-import]").forEach(section => {
        const source = new EventSource(section.dataset.import);
        source.addEventListener("progress", event => {
            section.querySelector("progress").value = JSON.parse(event.data).done;
        });
        source.addEventListener("done", () => {
            source.close();
            location.reload();
        });
    });

    // Counts as they change, while the page is to be seen.
    function follow(path, received) {
        let source = null;
        const look = () => {
            if (document.hidden) {
                source?.close();
                source = null;
            } else if (!source) {
                source = new EventSource(path);
                source.addEventListener("counts", event => received(JSON.parse(event.data)));
            }
        };
        document.addEventListener("visibilitychange", look);
        look();
    }

    // Has the page fetched anew whenever the counts are others, with pauses in which many who look at it do not meet.
    function refetching(refresh) {
        let newest = null;
        let fetched = null;
        let waits = false;
        const look = () => {
            if (waits || newest === fetched) {
                return;
            }
            waits = true;
            const asked = newest;
            fetch(location.href)
                .then(answer => answer.ok ? answer.text() : Promise.reject(new Error(answer.statusText)))
                .then(html => {
                    fetched = asked;
                    refresh(new DOMParser().parseFromString(html, "text/html"));
                })
                .catch(() => {})
                .finally(() => setTimeout(() => {
                    waits = false;
                    look();
                }, 2000 + Math.random() * 2000));
        };
        return counts => {
            newest = JSON.stringify(counts);
            look();
        };
    }

    // What somebody is about to use stays as it is.
    function isInUse(part) {
        const selection = getSelection();
        return part.contains(document.activeElement)
            || part.querySelector("details[open]")
            || (!selection.isCollapsed && part.contains(selection.anchorNode));
    }

    all("[data-counts]").forEach(section => {
        const refetch = refetching(fresh => all("[data-part]").forEach(part => {
            const now = fresh.getElementById(part.id);
            if (now && !isInUse(part)) {
                part.replaceChildren(...now.childNodes);
                equip(part);
                part.dispatchEvent(new CustomEvent("usher:fresh", {bubbles: true}));
            }
            show();
        }));
        let newest = null;
        function show() {
            all("[data-count]", section).forEach(one => {
                one.textContent = numbers.format(newest[one.dataset.count]);
            });
        }
        follow(section.dataset.counts, counts => {
            newest = counts;
            show();
            refetch(counts);
        });
    });

    // Rows of a table.
    all("[data-rows]").forEach(table => {
        follow(table.dataset.rows, refetching(fresh => {
            all("tbody tr[id]", table).forEach(row => {
                const changed = fresh.getElementById(row.id);
                all("td[data-cell]", row).forEach(cell => {
                    const now = changed?.querySelector(`td[data-cell="${cell.dataset.cell}"]`);
                    if (now && !isInUse(cell)) {
                        cell.replaceChildren(...now.childNodes);
                        cell.dispatchEvent(new CustomEvent("usher:fresh", {bubbles: true}));
                    }
                });
            });
            labelCells(table.querySelector("table"));
        }));
    });
})();
