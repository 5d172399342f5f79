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

function listen(app) {
  const turn = (event) => {
    if (!presenting() || event.ctrlKey || event.metaKey || event.altKey) return;
    const loose = document.activeElement === document.body;
    const inWidget = event.target.closest?.(".tutorgrad-stage");
    if (event.key === "Escape" && inWidget) {
      notebook(app)?.activeCell?.node.focus(); // from here the arrow keys turn slides again
    } else if (TURNS[event.key] && (loose || ALWAYS.includes(event.key))) {
      app.commands.execute("deck:go", TURNS[event.key]);
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", turn, true);
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
