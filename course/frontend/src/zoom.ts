// A window on a large drawing: scrolled by wheel, bars, touch, keys or by pulling the ground; zoomed
// by buttons, by + and -, or by the wheel with Ctrl (and by pinching a touchpad, which says the same).

import { element } from "./view";

const LEAST = 0.1;
const MOST = 4;
const READABLE = 0.6; // a drawing wider than the page shrinks at most so far by itself
const STEP = 1.25;

export class Magnifier {
  private svg: SVGSVGElement | null = null;
  private size: [number, number] = [1, 1];
  private scale = 1;
  private chosen = false; // did the reader zoom?
  private bar = element("div", "zoom");
  private watcher = new ResizeObserver(() => this.svg && this.fit(this.svg));

  constructor(private frame: HTMLElement) {
    frame.classList.add("zoomable");
    const buttons: [string, string, () => void][] = [
      ["−", "Zoom out", () => this.zoom(1 / STEP)],
      ["+", "Zoom in", () => this.zoom(STEP)],
      ["Fit", "Show the whole picture", () => this.whole()],
    ];
    for (const [words, label, action] of buttons) {
      const button = element("button", "", words);
      button.setAttribute("aria-label", label);
      button.title = label;
      button.addEventListener("click", action);
      this.bar.append(button);
    }
    frame.before(this.bar);
    frame.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    frame.addEventListener("pointerdown", (event) => this.pull(event));
    this.watcher.observe(frame);
  }

  stop(): void {
    this.watcher.disconnect();
  }

  /** A drawing was shown: give it its size. */
  fit(svg: SVGSVGElement): void {
    this.svg = svg;
    this.size = [Number(svg.getAttribute("width")), Number(svg.getAttribute("height"))];
    const room = this.frame.closest<HTMLElement>(".drawn");
    room?.style.setProperty("--wide", `${this.size[0] + 2}px`); // see .both in stage.css
    if (!this.chosen) this.scale = this.natural();
    this.resize();
  }

  /** Keys that mean something here. */
  press(event: KeyboardEvent): boolean {
    const ways: Record<string, [number, number]> = {
      ArrowLeft: [-60, 0],
      ArrowRight: [60, 0],
      ArrowUp: [0, -60],
      ArrowDown: [0, 60],
    };
    const way = ways[event.key];
    if (event.key === "+" || event.key === "=") this.zoom(STEP);
    else if (event.key === "-") this.zoom(1 / STEP);
    else if (event.key === "0") this.whole();
    else if (way && event.shiftKey) this.frame.scrollBy(...way);
    else return false;
    return true;
  }

  /** Something moved from one place of the drawing to another: keep it where it was on the page. */
  follow(before: [number, number], after: [number, number]): void {
    this.frame.scrollLeft += (after[0] - before[0]) * this.scale;
    this.frame.scrollTop += (after[1] - before[1]) * this.scale;
  }

  /** Bring a place of the drawing into the middle. */
  reveal(place: [number, number]): void {
    this.frame.scrollLeft = place[0] * this.scale - this.frame.clientWidth / 2;
    this.frame.scrollTop = place[1] * this.scale - this.frame.clientHeight / 2;
  }

  private natural(): number {
    const room = this.frame.clientWidth || Infinity;
    return Math.min(1, Math.max(READABLE, room / this.size[0]));
  }

  private whole(): void {
    const { clientWidth, clientHeight } = this.frame;
    const scale = Math.min(clientWidth / this.size[0], clientHeight / this.size[1], 1);
    this.zoom(scale / this.scale);
    this.chosen = Math.abs(scale - this.natural()) > 0.001;
  }

  private zoom(factor: number, x = this.frame.clientWidth / 2, y = 0): void {
    const before = this.scale;
    const { scrollLeft, scrollTop } = this.frame;
    this.scale = Math.min(MOST, Math.max(LEAST, before * factor));
    this.chosen = true;
    this.resize();
    this.frame.scrollLeft = ((scrollLeft + x) * this.scale) / before - x;
    this.frame.scrollTop = ((scrollTop + y) * this.scale) / before - y;
  }

  private resize(): void {
    if (!this.svg) return;
    this.svg.style.width = `${this.size[0] * this.scale}px`;
    this.svg.style.height = `${this.size[1] * this.scale}px`;
    const { clientWidth, clientHeight, scrollWidth, scrollHeight } = this.frame;
    const large = scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;
    this.bar.hidden = !large && this.scale === 1;
    this.frame.classList.toggle("large", large);
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.frame.getBoundingClientRect();
    const factor = Math.exp(-event.deltaY / 300);
    this.zoom(factor, event.clientX - box.x, event.clientY - box.y);
  }

  private pull(event: PointerEvent): void {
    const onBar = event.offsetX > this.frame.clientWidth || event.offsetY > this.frame.clientHeight;
    const onButton = (event.target as Element).closest("[data-act]");
    if (event.pointerType !== "mouse" || event.button || onButton) return;
    if (event.target === this.frame && onBar) return;
    const { scrollLeft, scrollTop } = this.frame;
    const move = (now: PointerEvent) => {
      this.frame.scrollLeft = scrollLeft - (now.clientX - event.clientX);
      this.frame.scrollTop = scrollTop - (now.clientY - event.clientY);
    };
    const stop = () => {
      this.frame.removeEventListener("pointermove", move);
      this.frame.classList.remove("pulled");
    };
    this.frame.setPointerCapture(event.pointerId);
    this.frame.classList.add("pulled");
    this.frame.addEventListener("pointermove", move);
    this.frame.addEventListener("pointerup", stop, { once: true });
    this.frame.addEventListener("pointercancel", stop, { once: true });
  }
}

/** Where a part stands in its drawing, by the translations around it: also while it is moving. */
export function placeOf(part: Element): [number, number] {
  const place: [number, number] = [0, 0];
  for (let at: Element | null = part; at && at.tagName !== "svg"; at = at.parentElement) {
    const numbers = at.getAttribute("transform")?.match(/translate\(([-\d.]+)[ ,]+([-\d.]+)\)/);
    if (numbers) {
      place[0] += Number(numbers[1]);
      place[1] += Number(numbers[2]);
    }
  }
  return place;
}
