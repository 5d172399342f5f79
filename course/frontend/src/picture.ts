// The drawing: cleaned, put in place so that what stays the same stays, its buttons worked by mouse
// and keyboard, and zoomed where the widget allows.

import { select } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior } from "d3-zoom";
import DOMPurify from "dompurify";
import morphdom from "morphdom";

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
  private behaviour: ZoomBehavior<SVGSVGElement, unknown> | null = null;

  constructor(
    private frame: HTMLElement,
    private act: Act,
    private zoomable: () => boolean,
  ) {
    frame.addEventListener("click", (event) => this.choose(event.target));
    frame.addEventListener("focusin", (event) => this.rove(event.target as Element));
  }

  /** Shows a drawing; a part with a `data-key` moves from its old place to its new one. */
  show(drawing: string): void {
    const fresh = clean(drawing);
    if (!fresh) return;
    if (this.zoomable()) wrap(fresh);
    fresh.setAttribute("role", "group");
    fresh.setAttribute("aria-label", this.name);
    if (!this.svg) {
      this.frame.replaceChildren(fresh);
      this.svg = fresh;
      if (this.zoomable()) this.startZoom();
    } else {
      morphdom(this.svg, fresh, {
        getNodeKey: (node) => (node as Element).getAttribute?.("data-key") ?? undefined,
        onBeforeElUpdated: (before, after) => {
          const place = before.getAttribute("transform");
          if (before.classList.contains("zoomed") && place) after.setAttribute("transform", place);
          return !before.isEqualNode(after);
        },
      });
    }
    this.rove(this.buttons().find((each) => each === document.activeElement) ?? null);
  }

  /** Keys inside the picture; true if this one meant something. */
  press(event: KeyboardEvent): boolean {
    const target = event.target as Element;
    if (event.key === "Enter" || event.key === " ") return this.choose(target);
    if (this.behaviour && this.zoomKey(event)) return true;
    const way = ARROWS[event.key];
    if (!way || !target.closest(".frame")) return false;
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
    this.act(part.getAttribute("data-act")!, part.getAttribute("data-value"));
    return true;
  }

  /** One stop for the tab key; from there the arrow keys go to the neighbours. */
  private rove(focused: Element | null): void {
    const buttons = this.buttons();
    if (buttons.length === 0) return;
    const here = focused?.closest("[data-act]") ?? buttons[0];
    for (const each of buttons) each.setAttribute("tabindex", each === here ? "0" : "-1");
  }

  private startZoom(): void {
    const svg = this.svg!;
    this.behaviour = zoom<SVGSVGElement, unknown>()
      .scaleExtent([0.1, 8])
      .filter((event) =>
        event.type === "wheel"
          ? event.ctrlKey || event.metaKey || this.frame.contains(document.activeElement)
          : !event.button && !(event.target as Element).closest("[data-act]"),
      )
      .on("zoom", (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
        const inner = svg.querySelector(".zoomed");
        inner?.setAttribute("transform", event.transform.toString());
      });
    select(svg).call(this.behaviour).on("dblclick.zoom", null);
  }

  private zoomKey(event: KeyboardEvent): boolean {
    const svg = select(this.svg!);
    const way = ARROWS[event.key];
    if (event.key === "+" || event.key === "=") this.behaviour!.scaleBy(svg, 1.3);
    else if (event.key === "-") this.behaviour!.scaleBy(svg, 1 / 1.3);
    else if (event.key === "0") this.behaviour!.transform(svg, zoomIdentity);
    else if (way && event.shiftKey) this.behaviour!.translateBy(svg, -40 * way[0], -40 * way[1]);
    else return false;
    return true;
  }
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

function wrap(svg: SVGSVGElement): void {
  const inner = document.createElementNS("http://www.w3.org/2000/svg", "g");
  inner.setAttribute("class", "zoomed");
  inner.append(...svg.childNodes);
  svg.append(inner);
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
