// The browser's half of course/widgets/loss_plot.py: keeps the points it was sent, draws them with
// uPlot. The points belong to the model, not to a view: a view that opens late finds them all.

import uPlot from "uplot";
import { element, view, type Filling, type Model } from "./view";

interface Curve {
  name: string;
  label: string;
  panel: string;
  number: number;
  x: number[];
  y: (number | null)[];
}

const ARROWS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

/** The points of one model, and who wants to hear of new ones. */
class Store {
  curves: Curve[] = [];
  watchers = new Set<() => void>();
  private last = -1; // the number of the newest message; -1 until all points have come

  constructor(private model: Model) {
    model.on("msg:custom", this.hear);
    model.send({ kind: "all" });
  }

  stop(): void {
    this.model.off("msg:custom", this.hear);
  }

  private hear = (message: any, buffers: DataView[]): void => {
    if (message.kind === "all")
      this.curves = message.curves.map((each: Curve) => ({ ...each, x: [], y: [] }));
    else if (message.kind !== "more" || this.last < 0) return;
    else if (message.number > this.last + 1) return this.model.send({ kind: "all" });
    else if (message.number <= this.last) return;
    this.last = message.number;
    buffers.forEach((each, place) => {
      const number = message.kind === "all" ? place : message.curves[place];
      this.append(this.curves[number], each);
    });
    for (const watcher of this.watchers) watcher();
  };

  private append(curve: Curve, bytes: DataView): void {
    const { buffer, byteOffset, byteLength } = bytes;
    const numbers = new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
    const count = numbers.length / 2;
    for (let place = 0; place < count; place++) {
      curve.x.push(numbers[place]);
      const value = numbers[count + place];
      curve.y.push(Number.isFinite(value) ? value : null);
    }
  }
}

const stores = new Map<string, Store>();

function storeOf(model: Model): Store {
  const key = model.get("key");
  if (!stores.has(key)) stores.set(key, new Store(model));
  return stores.get(key)!;
}

/** As `smoothed` of course/widgets/curves.py. */
function smooth(curve: Curve, steps: number): (number | null)[] {
  let [total, weight, before] = [0, 0, curve.x[0]];
  return curve.y.map((value, place) => {
    if (value === null) return null;
    const fade = Math.exp((before - curve.x[place]) / steps);
    before = curve.x[place];
    total = total * fade + value;
    weight = weight * fade + 1;
    return total / weight;
  });
}

class Curves implements Filling {
  shows: Record<string, () => void>;
  private plots: uPlot[] = [];
  private made = "";
  private frameAsked = 0;
  private place: number | null = null; // the step that the arrow keys stand on
  private box = element("div", "curves");
  private sizes = new ResizeObserver(() => this.resize());

  constructor(
    frame: HTMLElement,
    private model: Model,
    private store: Store,
  ) {
    this.box.tabIndex = 0;
    this.box.setAttribute("role", "img");
    frame.append(this.box);
    store.watchers.add(this.ask);
    this.shows = { logarithmic: this.ask, smoothing: this.ask };
    this.sizes.observe(frame);
  }

  restyle(): void {
    this.made = "";
    this.ask();
  }

  stop(): void {
    this.store.watchers.delete(this.ask);
    this.sizes.disconnect();
    cancelAnimationFrame(this.frameAsked);
    for (const plot of this.plots) plot.destroy();
  }

  /** The arrow keys read the curves step by step. */
  press(event: KeyboardEvent): boolean {
    const way = ARROWS[event.key];
    const main = this.plots[0];
    if (!way || event.target !== this.box || !main) return false;
    const last = main.data[0].length - 1;
    const next = (this.place ?? last) + way * (event.shiftKey ? 10 : 1);
    this.place = Math.max(0, Math.min(last, next));
    main.setCursor({ left: main.valToPos(main.data[0][this.place], "x"), top: 10 });
    return true;
  }

  private ask = (): void => {
    this.frameAsked ||= requestAnimationFrame(() => {
      this.frameAsked = 0;
      this.draw();
    });
  };

  private draw(): void {
    if (!this.box.clientWidth) return; // the frame is hidden; its observer calls when it shows
    const panels = ["", ...new Set(this.store.curves.map((each) => each.panel))];
    const shown = [...new Set(panels)].map((panel) => ({
      panel,
      curves: this.store.curves.filter((each) => each.panel === panel),
    }));
    const dark = this.box.closest(".dark") ? "dark" : "light";
    const labels = this.store.curves.map((each) => [each.label, each.name, each.number]);
    const log = this.model.get("logarithmic");
    const few = this.store.curves.map((each) => each.x.length < 3);
    const made = JSON.stringify([labels, log, this.steps() > 1, dark, this.model.get("title"), few]);
    const data = shown.map((each) => this.data(each.curves, log && each.panel === ""));
    if (made !== this.made) this.make(shown, data, dark);
    else this.plots.forEach((plot, place) => plot.setData(data[place]));
    this.made = made;
    this.box.setAttribute("aria-label", this.model.get("title"));
    this.plots.forEach(rest);
  }

  private steps(): number {
    return this.model.get("smoothing");
  }

  /** uPlot's columns: the steps, then each curve, and where it is smoothed the raw one before. */
  private data(curves: Curve[], log: boolean): uPlot.AlignedData {
    if (curves.every((each) => each.x.length === 0)) return [[], ...curves.map(() => [])];
    const fit = (values: (number | null)[]) =>
      log ? values.map((each) => (each !== null && each > 0 ? each : null)) : values;
    const tables = curves.map((each): uPlot.AlignedData => {
      const columns = this.steps() > 1 ? [each.y, smooth(each, this.steps())] : [each.y];
      return [each.x, ...columns.map(fit)];
    });
    return uPlot.join(tables);
  }

  private make(
    shown: { panel: string; curves: Curve[] }[],
    data: uPlot.AlignedData[],
    theme: "dark" | "light",
  ): void {
    for (const plot of this.plots) plot.destroy();
    this.box.replaceChildren(element("p", "heading", this.model.get("title")));
    this.plots = shown.map((each, place) => {
      const holder = element("div", place === 0 ? "main" : "gauge");
      this.box.append(holder);
      const foot = place === shown.length - 1;
      return new uPlot(this.options(each.panel, each.curves, theme, foot), data[place], holder);
    });
  }

  private options(panel: string, curves: Curve[], theme: string, foot: boolean): uPlot.Options {
    const colours = this.model.get("colours");
    const [ink, rule] = colours.ground[theme];
    const log = panel === "" && this.model.get("logarithmic");
    const names = [...new Set(curves.map((each) => each.name))];
    const axis: uPlot.Axis = {
      stroke: ink,
      grid: { stroke: rule + "40", width: 1 },
      ticks: { stroke: rule, width: 1 },
      font: '12px "DejaVu Sans", Verdana, sans-serif',
      labelFont: '13px "DejaVu Sans", Verdana, sans-serif',
    };
    const series = curves.flatMap((each): uPlot.Series[] => {
      const stroke = colours.curves[theme][each.number % colours.curves[theme].length];
      const dash = colours.dashes[each.number % colours.dashes.length];
      const line = { label: each.label, stroke, dash, width: 2, value, points: { show: false } };
      line.points.show = each.x.length < 3;
      const raw = { ...line, stroke: stroke + "55", dash: [], width: 1, class: "faint" };
      return this.steps() > 1 ? [raw, line] : [line];
    });
    const borders = ["", ...series.map((each) => (each.dash?.length ? "dashed" : "solid"))];
    return {
      ...this.size(panel),
      legend: { live: true, markers: { width: 3, dash: (_, place) => borders[place] } },
      cursor: { sync: { key: this.model.get("key"), setSeries: false }, drag: { y: false } },
      scales: { x: { time: false, range: this.range }, y: { distr: log ? 3 : 1 } },
      axes: [
        { ...axis, label: foot ? "step" : undefined, size: 34, labelSize: 20 },
        {
          ...axis,
          label: panel || (names.length === 1 ? names[0] : "value"),
          size: 62,
          values: (_, ticks) => ticks.map((each) => (each == null ? "" : short(each))),
        },
      ],
      hooks: { ready: [rest], setCursor: [rest] },
      series: [{ label: "step", value }, ...series],
    };
  }

  /** All panels have the same steps under one another, but for the one that is zoomed. */
  private range = (_: uPlot, from: number, to: number): uPlot.Range.MinMax => {
    const ends = this.store.curves.flatMap((each) => [each.x[0], each.x.at(-1)!]);
    const all = [Math.min(...ends), Math.max(...ends)] as uPlot.Range.MinMax;
    const whole = this.store.curves.some((each) => each.x[0] === from && each.x.at(-1) === to);
    return whole || !Number.isFinite(from) ? all : [from, to];
  };

  private size(panel: string): { width: number; height: number } {
    return { width: this.box.clientWidth, height: panel ? 140 : 300 };
  }

  private resize(): void {
    if (this.plots.length === 0) return this.ask();
    this.plots.forEach((plot, place) => plot.setSize(this.size(place ? "gauge" : "")));
  }
}

/** Without a cursor the legend tells the newest values. */
function rest(plot: uPlot): void {
  const last = plot.data[0].length - 1;
  if (plot.cursor.idx == null && last >= 0) plot.setLegend({ idx: last }, false);
}

function value(plot: uPlot, raw: number | null, series: number): string {
  if (raw == null && plot.cursor.idx == null)
    raw = [...plot.data[series]].findLast((each) => each != null) ?? null;
  return raw == null ? "–" : short(raw);
}

function short(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(1).replace("+", "");
  return String(Number(value.toPrecision(4)));
}

export default {
  initialize({ model }: { model: Model }): () => void {
    const store = storeOf(model);
    return () => {
      store.stop();
      stores.delete(model.get("key"));
    };
  },
  render: ({ model, el }: { model: Model; el: HTMLElement }) =>
    view(model, el, (frame) => new Curves(frame, model, storeOf(model))),
};
