// The page says everything without this. With it, the page follows what happens, and a copy that is too old says so.
"use strict";
(() => {
  const body = document.body;
  let until = Date.parse(body.dataset.validUntil || "");
  const longest = 10000;

  const warn = () => {
    if (document.querySelector(".stale") || !(Date.now() > until)) return;
    const note = document.createElement("p");
    note.className = "stale";
    note.setAttribute("role", "alert");
    note.textContent = "This page is out of date: what it says was so at the time above, and nothing is known of the present.";
    document.querySelector(".banner").append(note);
  };

  const say = text => {
    const place = document.querySelector("[data-live-state]");
    if (place) place.textContent = text;
  };

  let loading = false;
  const load = async () => {
    if (loading || document.hidden) return;
    loading = true;
    try {
      const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(longest) });
      if (!answer.ok) throw new Error(String(answer.status));
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      const focused = document.activeElement && document.activeElement.getAttribute("href");
      document.getElementById("content").replaceWith(next.getElementById("content"));
      document.title = next.title;
      until = Date.parse(next.body.dataset.validUntil || "");
      warn();
      if (focused) {
        const again = [...document.querySelectorAll("a")].find(link => link.getAttribute("href") === focused);
        if (again) again.focus({ preventScroll: true });
      }
      say("live");
    } catch (failure) {
      say("the agent does not answer; this is what it said last");
    } finally {
      loading = false;
    }
  };

  if (body.dataset.live) {
    const events = new EventSource(body.dataset.live);
    events.addEventListener("change", load);
    events.addEventListener("open", () => say("live"));
    setInterval(load, longest);
    document.addEventListener("visibilitychange", load);
  }
  if (!Number.isNaN(until)) {
    warn();
    setInterval(warn, longest);
    // A copy is renewed each minute, wherever it lies.
    setInterval(load, 60000);
  }
})();
