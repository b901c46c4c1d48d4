// Reports that somebody looks at the page. Mail scanners fetch pages, and nobody looks at what a browser fetches ahead.
(function () {
    function report() {
        if (document.visibilityState === "visible") {
            document.removeEventListener("visibilitychange", report);
            navigator.sendBeacon(location.pathname.replace(/\/+$/, "") + "/opened");
        }
    }
    document.addEventListener("visibilitychange", report);
    report();
})();
