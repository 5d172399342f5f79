// For `course demo`: runs the demo as soon as its deck is open, so that its widgets are alive, and
// gives the deck its keys back where focus is in a widget. As JupyterLab loads an extension that is
// already built: a module federation container, written by hand since it shares nothing.

const TURNS = {
  PageDown: { direction: "down", alternate: "forward" }, // what a clicker sends
  PageUp: { direction: "up", alternate: "back" },
  " ": { direction: "down", alternate: "forward" },
  ArrowRight: { direction: "forward" },
  ArrowLeft: { direction: "back" },
  ArrowDown: { direction: "down" },
  ArrowUp: { direction: "up" },
};
const ALWAYS = ["PageDown", "PageUp"];

const presenting = () => document.body.dataset.jpDeckMode === "presenting";
const notebook = (app) => app.shell.currentWidget?.content;

async function start(app) {
  await app.restored;
  while (!document.querySelector(".jp-Deck .jp-deck-mod-visible")) {
    await new Promise((wake) => setTimeout(wake, 50));
  }
  await app.shell.currentWidget.sessionContext.ready;
  const { commands } = app;
  const done = commands.execute("notebook:run-all-cells"); // goes to the last cell, so come back
  commands.execute("notebook:extend-marked-cells-top");
  commands.execute("notebook:deselect-all");
  await done;
  notebook(app)?.activeCell?.node.focus();
  document.body.dataset.tutorgradDemo = "ready";
}

const shown = () =>
  [...document.querySelectorAll(".jp-Deck .jp-Cell")]
    .map((cell) => Number(cell.classList.contains("jp-deck-mod-visible")))
    .join("");

/** Turns until something else is to be seen: a slide of several cells is one step, not several. */
async function turn(app, way) {
  const before = shown();
  for (let tries = 0; tries < 8 && shown() === before; tries++) {
    await app.commands.execute("deck:go", way);
  }
}

function listen(app) {
  const hear = (event) => {
    if (!presenting() || event.ctrlKey || event.metaKey || event.altKey) return;
    const focus = document.activeElement;
    const free = focus === document.body || focus.classList.contains("jp-Cell");
    if (event.key === "Escape" && focus.closest(".tutorgrad-stage")) {
      notebook(app)?.activeCell?.node.focus(); // from here the arrow keys turn slides again
    } else if (TURNS[event.key] && (free || ALWAYS.includes(event.key))) {
      void turn(app, TURNS[event.key]);
    } else {
      return; // a widget's keys are its own: it says so itself
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", hear, true);
}

const plugin = {
  id: "tutorgrad-presenter:plugin",
  autoStart: true,
  activate: (app) => {
    listen(app);
    void start(app);
  },
};

(window._JUPYTERLAB ??= {})["tutorgrad-presenter"] = {
  init: async () => {},
  get: async () => () => ({ __esModule: true, default: plugin }),
};
