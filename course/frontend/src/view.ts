// What every widget's script stands on, the browser's half of course/widgets/stage.py: shows the
// controls, the twin in words and what was said, and reports what was pressed. It decides nothing;
// the state is in Python. The frame is filled by stage.ts, or by the script of a widget that draws
// for itself.

import { drawPanel, type Control } from "./panel";
import { followTheme } from "./theme";

export interface Model {
  get(name: string): any;
  on(event: string, callback: (...args: any[]) => void): void;
  off(event: string, callback: (...args: any[]) => void): void;
  send(content: unknown): void;
}

const PATIENCE = 2000; // milliseconds without an answer after which we say that we wait

export function element(name: string, className = "", words = ""): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = words;
  return made;
}

/** Sends operations one at a time: while one is on its way, only the newest of each name waits. */
export class Sender {
  private waiting = new Map<string, unknown>();
  private last = 0;
  private sent = "";
  private timer = 0;

  constructor(
    private model: Model,
    private onSlow: (slow: boolean) => void,
  ) {}

  act = (name: string, value: unknown): void => {
    this.waiting.delete(name);
    this.waiting.set(name, value);
    if (!this.timer) this.next();
  };

  /** The kernel handled a message. */
  answered = (): void => {
    if (this.model.get("seen") < this.last) return;
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.onSlow(false);
    this.next();
  };

  /** Whether the kernel has not yet done what was last asked of a control. */
  owes = (name: string): boolean =>
    this.waiting.has(name) || (name === this.sent && this.model.get("seen") < this.last);

  stop(): void {
    window.clearTimeout(this.timer);
  }

  private next(): void {
    const first = this.waiting.entries().next();
    if (first.done) return;
    const [act, value] = first.value;
    this.waiting.delete(act);
    this.sent = act;
    this.last = Math.max(Date.now(), this.last + 1); // grows, also beside a second view
    this.timer = window.setTimeout(() => this.onSlow(true), PATIENCE);
    this.model.send({ act, value, number: this.last });
  }
}

/** What stands in the frame: what to do when a trait changes, a key, another theme, the end. */
export interface Filling {
  shows: Record<string, () => void>;
  press(event: KeyboardEvent): boolean;
  restyle?(): void;
  stop(): void;
}

export type Act = (name: string, value: unknown) => void;
type Fill = (frame: HTMLElement, beside: HTMLElement, act: Act) => Filling;

/** The whole widget. */
export function view(model: Model, el: HTMLElement, fill: Fill): () => void {
  const root = element("div", "tutorgrad-stage");
  root.classList.toggle("told", Boolean(model.get("told")));
  root.setAttribute("role", "group");
  root.dataset.lmSuppressShortcuts = "true"; // JupyterLab's own keys rest while focus is in here
  const panel = element("div", "panel");
  const frame = element("div", "frame");
  const trouble = element("p", "trouble");
  trouble.setAttribute("role", "alert");
  const said = element("p", "said");
  said.setAttribute("aria-live", "polite");
  const twin = element("details", "twin");
  const words = element("pre");
  twin.append(element("summary", "", "In words"), words);
  const holder = element("div", "view");
  holder.append(frame);
  const beside = element("div", "frame note");
  const drawn = element("div", "drawn");
  drawn.append(holder, said, trouble);
  const both = element("div", "both");
  both.append(drawn, beside);
  root.append(panel, both, twin);
  el.append(root);

  const sender = new Sender(model, (slow) => {
    root.classList.toggle("slow", slow);
    const why = "Waiting for the kernel. If it was restarted, run the cell again.";
    trouble.textContent = slow ? why : model.get("trouble");
  });
  const filling = fill(frame, beside, sender.act);
  const controls = () => model.get("panel") as Control[];
  const keys = drawPanel(panel, controls, sender.act, sender.owes);

  root.setAttribute("aria-label", model.get("title"));
  const shows: Record<string, () => void> = {
    ...filling.shows,
    twin: () => (words.textContent = model.get("twin")),
    panel: () => keys.refresh(),
    said: () => (said.textContent = model.get("said")),
    trouble: () => (trouble.textContent = model.get("trouble")),
    seen: () => {
      sender.answered();
      keys.refresh();
    },
  };
  for (const [name, show] of Object.entries(shows)) {
    show();
    model.on("change:" + name, show);
  }
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    if (keys.press(event.key) || filling.press(event)) event.preventDefault();
  });
  // A deck's keys ask the element in focus alone, whatever stands around it. So it is told so each
  // time, before they ask (a drawing that is shown anew forgets it): widgets keep their own keys.
  const keepKeys = () => {
    const focus = document.activeElement;
    if (focus instanceof HTMLElement || focus instanceof SVGElement)
      if (root.contains(focus)) focus.dataset.lmSuppressShortcuts = "true";
  };
  window.addEventListener("keydown", keepKeys, true);
  const unfollow = followTheme(root, () => filling.restyle?.());
  return () => {
    for (const [name, show] of Object.entries(shows)) model.off("change:" + name, show);
    window.removeEventListener("keydown", keepKeys, true);
    sender.stop();
    keys.stop();
    filling.stop();
    unfollow();
  };
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && ["text", "search"].includes(target.type);
}
