// What the sandbox adds to SimCord's page: the bar with the conversations, the clock and things to try.

const headers = {
  "X-Simcord-Capability": window.location.hash.slice(1),
  "Content-Type": "application/json",
};

let opened = null;

/** Ask the sandbox for something, such as another conversation or an hour's skip. */
async function send(action) {
  const bar = document.getElementById("sandbox-bar");
  bar.setAttribute("aria-busy", "true");
  try {
    const response = await fetch("/sandbox/do", { method: "POST", headers, body: JSON.stringify({ action }) });
    if (response.ok) show(await response.json());
  } finally {
    bar.removeAttribute("aria-busy");
  }
}

/** Show which conversation is open and what time it is. If the conversation changed, load it. */
function show(state) {
  if (opened !== null && state.opened !== opened) {
    window.location.reload();
    return;
  }
  opened = state.opened;
  for (const button of document.querySelectorAll("#sandbox-bar [data-view]")) {
    button.setAttribute("aria-current", String(button.dataset.view === state.view));
  }
  document.getElementById("sandbox-clock").textContent = state.clock;
}

async function poll() {
  try {
    const response = await fetch("/sandbox/state", { headers, cache: "no-store" });
    if (response.ok) show(await response.json());
  } catch {
    // The sandbox has stopped; the page itself says so.
  }
  setTimeout(poll, 1000);
}

/** Put text into the box at the bottom, as if it had been typed. */
function type(text) {
  const box = document.getElementById("channel-composer-input");
  if (!(box instanceof HTMLTextAreaElement)) return;
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

/** Type a hint, in its own conversation if it has one. */
async function suggest(text, view) {
  if (!view || document.querySelector(`#sandbox-bar [data-view="${view}"][aria-current="true"]`)) {
    type(text);
    return;
  }
  sessionStorage.setItem("sandbox-text", text);
  await send(view);
}

document.getElementById("sandbox-bar").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.text) void suggest(button.dataset.text, button.dataset.target);
  else if (button.dataset.action) void send(button.dataset.action);
});

// Follow the conversation as a chat client does: stay at its end, unless the person has scrolled up.
const timeline = document.getElementById("channel-timeline");
let isFollowing = true;
const measureRest = () => timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight;
timeline.addEventListener("wheel", (event) => { if (event.deltaY < 0) isFollowing = false; }, { passive: true });
timeline.addEventListener("pointerdown", (event) => { if (event.target === timeline) isFollowing = false; });
timeline.addEventListener("scroll", () => { if (measureRest() < 8) isFollowing = true; });
document.getElementById("channel-composer").addEventListener("keydown", (event) => { if (event.key === "Enter") isFollowing = true; });
const follow = () => requestAnimationFrame(() => { if (isFollowing) timeline.scrollTop = timeline.scrollHeight; });
new ResizeObserver(follow).observe(document.getElementById("channel-message-list"));
new ResizeObserver(follow).observe(timeline);

// A command that needs no options is sent by Enter, as in Discord. SimCord's page would take the first option instead,
// which it has marked; so close its menu before, unless the person chose an option with the arrow keys.
let hasChosen = false;
document.addEventListener("keydown", (event) => {
  const chip = event.target instanceof Element && event.target.closest(".command-chip");
  if (event.key === "Enter" && chip && !hasChosen) {
    chip.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  }
  hasChosen = ["ArrowDown", "ArrowUp"].includes(event.key);
}, true);

// A hint of another conversation is typed when that one has been loaded.
const remembered = sessionStorage.getItem("sandbox-text");
sessionStorage.removeItem("sandbox-text");
if (remembered) setTimeout(() => type(remembered), 1000);

void poll();
