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
    const label = (cell, text) => {
        if (cell.textContent.trim() || cell.querySelector("a, button, input, progress")) {
            cell.dataset.label = text ?? "";
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
    all(".wide > table").forEach(table => {
        table.setAttribute("role", "table");
        Object.entries(roles).forEach(([part, role]) =>
            all(part, table).forEach(element => element.setAttribute("role", role)));
        labelCells(table);
        table.classList.add("cards");
    });

    all("button[data-copy]").forEach(button => {
        const field = document.getElementById(button.dataset.copy);
        button.hidden = false;
        button.addEventListener("click", () => {
            field.select();
            navigator.clipboard?.writeText(field.value);
        });
    });

    // Times that are typed are those of the person instead of UTC.
    all("form[data-zone]").forEach(form => {
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
    all("input[data-picks]").forEach(field => {
        const picker = field.closest("fieldset");
        const listed = name => [...all("input:not([data-picks])", picker)]
            .find(one => one.value.toLowerCase() === name.toLowerCase());
        const unlisted = name => {
            const choice = picker.querySelector("input:not([data-picks])").cloneNode();
            choice.value = name;
            const text = document.createElement("span");
            text.textContent = name;
            document.createElement("label").append(choice, " ", text);
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

    all("[data-counts]").forEach(section => follow(section.dataset.counts, counts => {
        all("[data-count]", section).forEach(one => {
            one.textContent = numbers.format(counts[one.dataset.count]);
        });
    }));

    // Rows of a table as they change: fetched anew whenever the counts are others. The one with the focus stays as it is.
    all("[data-rows]").forEach(table => {
        let counted = null;
        const refresh = html => {
            const fresh = new DOMParser().parseFromString(html, "text/html");
            all("tbody tr[id]", table).forEach(row => {
                const changed = fresh.getElementById(row.id);
                all("td[data-cell]", row).forEach(cell => {
                    const now = changed?.querySelector(`td[data-cell="${cell.dataset.cell}"]`);
                    if (now && !cell.contains(document.activeElement)) {
                        cell.replaceChildren(...now.childNodes);
                        cell.dispatchEvent(new CustomEvent("usher:fresh", {bubbles: true}));
                    }
                });
            });
            labelCells(table);
        };
        follow(table.dataset.rows, counts => {
            const text = JSON.stringify(counts);
            if (text !== counted) {
                counted = text;
                fetch(location.href).then(answer => answer.ok ? answer.text() : "").then(refresh).catch(() => {});
            }
        });
    });
})();
