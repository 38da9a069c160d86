// What a broken line leaves undone: a page that stays empty is run anew, files that were swallowed are sent again, and a
// page whose session has ended leads to the login page.
// Added to the served page by ui/served_page.py. Files chosen for 数据报送 are held here until the server says that it took
// them (data-taken, written by ui/drafts.py; the uploader of the next batch bears another key). A file may be lost in three
// places: before it has an address to go to, under way, and before the message that it is there.
(() => {
  "use strict";
  const LOOK_EVERY = 1000, TRIES = 5, GIVEN_UP = 15;  // milliseconds; tries of one batch, each after twice as many looks; looks
  const PLACE = "[class*='st-key-files-']", ROW = "[data-testid='stFileChip']", OUT = "[data-testid='stFileChipDeleteBtn']";
  const IGNORED = [".DS_Store", "Thumbs.db"];  // as the uploader does
  let held = null;  // { key, input, files by name, tries, isAsked }
  let wasCut = false, looks = 0, emptyLooks = 0;
  let isUnrested = false, lastText = "", sameLooks = 0, goneLooks = 0, isTorn = false;  // since the line was cut

  const keyOf = (place) => [...place.classList].find((name) => name.startsWith("st-key-files-"));
  const nameOf = (row) => row.querySelector("[data-testid='stFileChipName']")?.title;
  const isCutOff = (said) => said.includes("中断");  // as words.js puts it
  const saidOf = (row) => row.querySelector("[role='alert']")?.textContent ?? "";

  const forgetTaken = () => {
    const taken = JSON.parse(document.querySelector("[data-taken]")?.dataset.taken ?? "[]");
    for (const name of taken) held.files.delete(name);
  };
  const hold = (input, files) => {
    const place = input?.closest(PLACE);
    if (!place || !files.length) return;
    if (held && held.key !== keyOf(place)) forgetTaken();
    held = { key: keyOf(place), input, files: held?.files ?? new Map(), tries: 0, isAsked: false };
    wasCut = false;
    for (const file of files) if (!IGNORED.includes(file.name)) held.files.set(file.webkitRelativePath || file.name, file);
  };
  document.addEventListener("change", (event) => {
    if (event.target.type === "file") hold(event.target, event.target.files);
  }, true);
  document.addEventListener("drop", (event) => {
    // A dropped folder is no file: the uploader looks into it, a file of its name does not exist.
    const isFolder = [...(event.dataTransfer?.items ?? [])].some((item) => item.webkitGetAsEntry?.()?.isDirectory);
    if (!isFolder) hold(event.target.closest?.(PLACE)?.querySelector("input[type='file']"), event.dataTransfer?.files ?? []);
  }, true);
  // Who takes a file out by hand does not want it sent again.
  document.addEventListener("click", (event) => {
    const row = event.isTrusted && event.target.closest?.(OUT)?.closest(ROW);
    if (row && held) held.files.delete(nameOf(row));
  }, true);

  const sendAgain = (place, input, wanted) => {
    for (const row of place.querySelectorAll(ROW)) if (wanted.has(nameOf(row))) row.querySelector(`${OUT} button`).click();
    const files = new DataTransfer();
    for (const [name, file] of wanted) {
      files.items.add(file);
      held.files.delete(name);  // held anew, by the name it goes under now
    }
    const tries = held.tries + 1;
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    held.tries = tries;
  };

  // A line may be cut and back between two looks.
  new MutationObserver((changes) => {
    if (changes.some((change) => change.target.dataset.testConnectionState !== "CONNECTED")) wasCut = isUnrested = true;
  }).observe(document, { subtree: true, attributeFilter: ["data-test-connection-state"] });

  // The program's own key for it; what stands in the fields of the page goes along, as with no other way.
  const runPage = () => {
    for (const kind of ["keydown", "keyup"]) {
      document.body.dispatchEvent(new KeyboardEvent(kind, { key: "r", code: "KeyR", keyCode: 82, bubbles: true }));
    }
  };

  // The line ends with the session: whoever has to sign in is led there, and nothing of the page stays.
  const signInAgain = async () => {
    const answer = await fetch("./session", { cache: "no-store" }).catch(() => null);
    if (answer?.status === 401) location.replace(`./login?next=${encodeURIComponent(location.pathname + location.search)}`);
  };

  // A part of the program that was under way is not asked for again: without it a table or its fields never open.
  addEventListener("vite:preloadError", () => { isTorn = true; });

  // A page that fell to pieces, or that waits since a cut for a run which the server never heard of or has long finished.
  const isBeyondHelp = (app, isConnected) => {
    goneLooks = app ? 0 : goneLooks + 1;
    const text = document.querySelector("[data-testid='stMain']")?.innerText ?? "";
    const isWaiting = isUnrested && isConnected && app.dataset.testScriptState !== "notRunning";
    sameLooks = isWaiting && text === lastText ? sameLooks + 1 : 0;
    lastText = text;
    return goneLooks === GIVEN_UP || sameLooks === GIVEN_UP;
  };

  setInterval(() => {
    const app = document.querySelector(".stApp");
    const isConnected = app?.dataset.testConnectionState === "CONNECTED";
    if (app && !isConnected) signInAgain();
    const isStill = isConnected && app.dataset.testScriptState === "notRunning";
    emptyLooks = isStill && !document.querySelector("[data-testid='stMain']")?.innerText.trim() ? emptyLooks + 1 : 0;
    if (isStill) isUnrested = false;
    if (isTorn && isConnected && !held) location.reload();
    if (emptyLooks === 3 && held) runPage();  // opening the page anew would forget the files
    if (emptyLooks === (held ? 8 : 3) || isBeyondHelp(app, isConnected)) location.reload();
    const place = document.querySelector(PLACE), input = place?.querySelector("input[type='file']");
    const isAtRest = isStill && !place?.querySelector("[role='progressbar']");
    looks = isAtRest && held && place ? looks + 1 : 0;
    if (!looks || looks < 2 ** held.tries) return;
    const isNext = keyOf(place) !== held.key;
    if (isNext) forgetTaken();
    const shown = new Map([...place.querySelectorAll(ROW)].map((row) => [nameOf(row), saidOf(row)]));
    for (const [name, said] of shown) if (said && !isCutOff(said)) held.files.delete(name);  // refused, and said so
    if (!held.files.size) {
      held = null;
      wasCut = false;
      return;
    }
    // The line or the page went away and came back: any run of the page brings along what has arrived.
    const isBack = wasCut || held.input !== input;
    if (isBack && !isNext && !held.isAsked) {
      held.isAsked = true;
      looks = 0;
      runPage();
      return;
    }
    const wanted = new Map([...held.files].filter(([name]) => isBack || isNext || shown.get(name)));
    if (!wanted.size || held.tries >= TRIES) return;
    looks = 0;
    sendAgain(place, input, wanted);
  }, LOOK_EVERY);
})();
