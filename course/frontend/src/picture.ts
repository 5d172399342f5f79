// The drawing: cleaned, put in place so that what stays the same stays, its buttons worked by mouse
// and keyboard, and, where the widget allows, in a window that scrolls and zooms.

import DOMPurify from "dompurify";
import morphdom from "morphdom";

import { Magnifier, placeOf } from "./zoom";

type Act = (name: string, value: unknown) => void;
const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class Picture {
  name = "";
  private svg: SVGSVGElement | null = null;
  private magnifier: Magnifier | null = null;
  private touched: { key: string; at: [number, number] } | null = null;
  private here = "";

  constructor(
    private frame: HTMLElement,
    private act: Act,
    zoomable = false,
  ) {
    if (zoomable) this.magnifier = new Magnifier(frame);
    frame.addEventListener("click", (event) => this.choose(event.target));
    frame.addEventListener("focusin", (event) => this.rove(event.target as Element));
  }

  /** Shows a drawing; a part with a `data-key` moves from its old place to its new one. */
  show(drawing: string): void {
    const fresh = clean(drawing);
    this.frame.hidden = !fresh;
    if (!fresh) return;
    fresh.setAttribute("role", "group");
    fresh.setAttribute("aria-label", this.name);
    if (!this.svg) {
      this.frame.append(fresh);
      this.svg = fresh;
    } else {
      const inside = this.frame.contains(document.activeElement);
      morphdom(this.svg, fresh, {
        getNodeKey: (node) => (node as Element).getAttribute?.("data-key") ?? undefined,
        onBeforeElUpdated: (before, after) => !before.isEqualNode(after),
      });
      if (inside && !this.frame.contains(document.activeElement)) {
        const next = this.successor()?.querySelector<SVGGElement>("[data-act]");
        next?.focus({ preventScroll: true });
      }
    }
    this.magnifier?.fit(this.svg);
    this.keepPlace();
    this.rove(this.buttons().find((each) => each === document.activeElement) ?? null);
  }

  stop(): void {
    this.magnifier?.stop();
  }

  /** Keys inside the picture; true if this one meant something. */
  press(event: KeyboardEvent): boolean {
    const target = event.target as Element;
    if (event.key === "Enter" || event.key === " ") return this.choose(target);
    if (this.magnifier?.press(event)) return true;
    const way = ARROWS[event.key];
    if (!way || !this.frame.contains(target)) return false;
    const near = nearest(target, this.buttons(), way);
    near?.focus();
    return near !== null;
  }

  private buttons(): SVGGElement[] {
    return this.svg ? [...this.svg.querySelectorAll<SVGGElement>("[data-act]")] : [];
  }

  private choose(target: EventTarget | null): boolean {
    const part = target instanceof Element ? target.closest("[data-act]") : null;
    if (!part || !this.frame.contains(part)) return false;
    const moving = part.closest("[data-key]");
    if (moving) this.touched = { key: bare(moving), at: placeOf(moving) };
    this.act(part.getAttribute("data-act")!, part.getAttribute("data-value"));
    return true;
  }

  /** What was pressed stays under the mouse; what Python points to (data-here) comes into sight. */
  private keepPlace(): void {
    if (!this.magnifier || !this.svg) return;
    const same = this.successor();
    if (same && this.touched) this.magnifier.follow(this.touched.at, placeOf(same));
    this.touched = null;
    const here = this.svg.querySelector("[data-here]");
    const key = here?.getAttribute("data-key") ?? "";
    if (here && key !== this.here) this.magnifier.reveal(placeOf(here));
    this.here = key;
  }

  /** What now stands for the part that was pressed: itself, or the title of the opened group. */
  private successor(): Element | undefined {
    const keyed = [...(this.svg?.querySelectorAll("[data-key]") ?? [])];
    return keyed.filter((each) => bare(each) === this.touched?.key).pop();
  }

  /** One stop for the tab key; from there the arrow keys go to the neighbours. */
  private rove(focused: Element | null): void {
    const buttons = this.buttons();
    if (buttons.length === 0) return;
    const here = focused?.closest("[data-act]") ?? buttons[0];
    for (const each of buttons) each.setAttribute("tabindex", each === here ? "0" : "-1");
  }
}

/** The key of a part; the title of an open group has that of the closed one. */
function bare(part: Element): string {
  return part.getAttribute("data-key")!.replace(/^title /, "");
}

/** Only SVG shapes and letters pass: no script, no handler, no foreign content, no address. */
function clean(drawing: string): SVGSVGElement | null {
  const fragment = DOMPurify.sanitize(drawing, {
    USE_PROFILES: { svg: true },
    FORBID_TAGS: ["style", "a", "use"],
    ADD_ATTR: ["role", "tabindex", "pointer-events", "dominant-baseline"],
    RETURN_DOM_FRAGMENT: true,
  });
  return fragment.querySelector("svg");
}

function middle(part: Element): [number, number] {
  const box = part.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** The button that lies best in a direction: near, and not far off to the side. */
function nearest(from: Element, all: SVGGElement[], way: [number, number]): SVGGElement | null {
  const [x, y] = middle(from);
  let best: SVGGElement | null = null;
  let least = Infinity;
  for (const each of all) {
    if (each === from) continue;
    const [toX, toY] = middle(each);
    const along = (toX - x) * way[0] + (toY - y) * way[1];
    const aside = Math.abs((toX - x) * way[1]) + Math.abs((toY - y) * way[0]);
    if (along <= 1 || along + 2 * aside >= least) continue;
    [best, least] = [each, along + 2 * aside];
  }
  return best;
}
