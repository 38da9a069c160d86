// The show of a meeting: keys, full screen, the first field in focus. Added to the served page by ui/served_page.py.
// Slides turn by following the page's own links (data-turn), so that the address always names the slide that stands.
(() => {
  "use strict";
  const FORWARD = ["PageDown", "ArrowRight", "ArrowDown"];
  const BACK = ["PageUp", "ArrowLeft", "ArrowUp"];
  const room = () => document.querySelector("footer.room");
  const isConnected = () => document.querySelector(".stApp")?.getAttribute("data-test-connection-state") === "CONNECTED";

  const go = (url) => {
    history.pushState({}, "", url.href);
    dispatchEvent(new PopStateEvent("popstate"));
  };

  // Presses that come faster than the answers count from the slide asked for last, not from the one still drawn.
  const turn = (page) => {
    const foot = room();
    const link = foot.querySelector("[data-turn]");
    if (!link || !isConnected()) return;
    const url = new URL(link.href);
    const asked = Number(new URL(location.href).searchParams.get("slide")) || 1;
    const last = Number(foot.dataset.slides);
    const wanted = page === "first" ? 1 : page === "last" ? last : asked + page;
    url.searchParams.set("slide", String(Math.min(last, Math.max(1, wanted))));
    if (url.href !== location.href) go(url);
  };

  // Whoever types keeps the keys, in a form all of them. Elsewhere a field of one line and a closed picker have no use
  // for a clicker's keys, which turn the slide. A slide has no fields: one that still has the focus over it is left
  // from a panel that is being taken away.
  const keepsKey = (target, key) => {
    if (!(target instanceof Element) || document.querySelector(".slide")) return false;
    if (target.closest("[role=listbox], [role=option], [role=menu], [role=dialog], [data-baseweb=calendar]")) return true;
    const field = target.closest("input, textarea, select, [contenteditable=true]");
    if (!field) return false;
    const isOpenPicker = field.getAttribute("role") === "combobox" && field.getAttribute("aria-expanded") === "true";
    const isFree = field.tagName === "INPUT" && !isOpenPicker && !field.closest("[data-testid=stForm]");
    return !(isFree && key.startsWith("Page"));
  };

  document.addEventListener("keydown", (event) => {
    if (!room() || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.key === "Escape") {
      const open = document.querySelector("[role=listbox], [data-baseweb=calendar]");
      const back = room().querySelector("[data-return]");
      if (back && !open && !document.fullscreenElement && isConnected()) go(new URL(back.href));
      return;
    }
    if (keepsKey(event.target, event.key)) return;
    const isPanel = !document.querySelector(".slide");
    // Over a list that is longer than the screen the vertical arrows scroll, as everywhere.
    if (isPanel && event.key.startsWith("Arrow") && /Up|Down/.test(event.key)) return;
    const page = FORWARD.includes(event.key) ? 1 : BACK.includes(event.key) ? -1 : { Home: "first", End: "last" }[event.key];
    if (!page) {
      if ((event.key === "Enter" || event.key === " ") && event.target instanceof Element && event.target.closest("[data-full]")) switchFull();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    turn(page);
  }, true);

  const switchFull = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a");
    if (!room() || !link) return;
    if (link.dataset.full) {
      event.preventDefault();
      event.stopImmediatePropagation();
      switchFull();
    } else if (!isConnected() && link.classList.contains("go")) {
      event.preventDefault();  // without the server the slide stays as it is
      event.stopImmediatePropagation();
    } else if (link.dataset.end && document.fullscreenElement) document.exitFullscreen();
  }, true);

  // Streamlit answers a lost connection with a dialog over everything; in the room the slide stays, a line tells it.
  const watch = () => {
    document.documentElement.classList.toggle("lost-room", Boolean(room()) && !isConnected());
    const panel = document.querySelector(".panel[data-focus]");
    const field = panel && document.querySelector("[data-testid=stMain] input, [data-testid=stMain] textarea");
    if (panel && field && !panel.dataset.focused) {
      panel.dataset.focused = "1";
      field.focus();
    }
  };
  new MutationObserver(watch).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-connection-state"],
  });
})();
