// The controls under a picture (course/widgets/controls.py): native elements, made once, then kept
// true to what Python says; one under the reader's hand is left alone until it is let go.

import { element } from "./view";

export interface Control {
  kind: "button" | "switch" | "choice" | "slider" | "field";
  name: string;
  label: string;
  key: string;
  hint: string;
  disabled: boolean;
  value: any;
  options: string[];
  minimum: number;
  maximum: number;
  step: number;
  logarithmic: boolean;
  keys: string;
  play: number;
  shown: string;
  placeholder: string;
}

type Act = (name: string, value: unknown) => void;

interface Shown {
  root: HTMLElement;
  update(control: Control): void;
  press(key: string): boolean;
  stop(): void;
}

/** A control whose last change is still on its way stays as the reader left it (`owes`). */
export function drawPanel(
  panel: HTMLElement,
  controls: () => Control[],
  act: Act,
  owes: (name: string) => boolean,
) {
  const shown = new Map<string, Shown>();
  function refresh(): void {
    const now = controls();
    const kept = new Set(now.map((each) => each.kind + each.name));
    for (const [key, each] of shown) {
      if (kept.has(key)) continue;
      each.stop();
      each.root.remove();
      shown.delete(key);
    }
    now.forEach((control, place) => {
      const key = control.kind + control.name;
      const fresh = !shown.has(key);
      if (fresh) shown.set(key, makers[control.kind](control, act));
      const each = shown.get(key)!;
      if (fresh || !owes(control.name)) each.update(control);
      if (panel.children[place] !== each.root) panel.insertBefore(each.root, panel.children[place]);
    });
    panel.hidden = now.length === 0;
  }
  return {
    refresh,
    press: (key: string) => [...shown.values()].some((each) => each.press(key)),
    stop: () => shown.forEach((each) => each.stop()),
  };
}

function keyCap(key: string, does = ""): HTMLElement {
  const cap = element("kbd", "", key === " " ? "space" : key);
  cap.title = does;
  cap.hidden = key === "";
  cap.setAttribute("aria-hidden", "true");
  return cap;
}

/** A key of a slider, on the side to which it moves it. */
function keyWithArrow(...parts: (string | HTMLElement)[]): HTMLElement {
  const root = element("span", "way");
  root.setAttribute("aria-hidden", "true");
  root.append(...parts);
  return root;
}

function labelled(control: Control, input: HTMLElement, ...more: HTMLElement[]): HTMLElement {
  const root = element("label", control.kind);
  root.append(element("span", "label", control.label), input, ...more);
  return root;
}

function describe(input: HTMLElement, control: Control): void {
  input.title = control.hint;
  input.toggleAttribute("disabled", control.disabled);
  if (control.key) input.setAttribute("aria-keyshortcuts", control.key);
}

function button(control: Control, act: Act): Shown {
  const root = element("button", "button") as HTMLButtonElement;
  const label = element("span");
  root.append(label, keyCap(control.key));
  root.addEventListener("click", () => act(control.name, true));
  return {
    root,
    update(now) {
      label.textContent = now.label;
      describe(root, now);
    },
    press(key) {
      if (!control.key || key !== control.key || root.disabled) return false;
      act(control.name, true);
      return true;
    },
    stop() {},
  };
}

function toggle(control: Control, act: Act): Shown {
  const input = element("input") as HTMLInputElement;
  input.type = "checkbox";
  const root = element("label", "switch");
  const label = element("span", "label");
  root.append(input, label, keyCap(control.key));
  input.addEventListener("change", () => act(control.name, input.checked));
  return {
    root,
    update(now) {
      label.textContent = now.label;
      input.checked = now.value;
      describe(input, now);
    },
    press(key) {
      if (!control.key || key !== control.key || input.disabled) return false;
      input.click();
      return true;
    },
    stop() {},
  };
}

function choice(control: Control, act: Act): Shown {
  const input = element("select") as HTMLSelectElement;
  const root = labelled(control, input, keyCap(control.key));
  input.addEventListener("change", () => act(control.name, input.value));
  return {
    root,
    update(now) {
      const options = now.options.map((each) => new Option(each, each));
      if ([...input.options].map((each) => each.value).join("\n") !== now.options.join("\n"))
        input.replaceChildren(...options);
      input.value = now.value;
      root.querySelector(".label")!.textContent = now.label;
      describe(input, now);
    },
    press(key) {
      if (!control.key || key !== control.key || input.disabled) return false;
      input.selectedIndex = (input.selectedIndex + 1) % input.options.length;
      act(control.name, input.value);
      return true;
    },
    stop() {},
  };
}

function field(control: Control, act: Act): Shown {
  const input = element("input") as HTMLInputElement;
  input.type = "search";
  const root = labelled(control, input, keyCap(control.key));
  let timer = 0;
  const send = () => {
    window.clearTimeout(timer);
    timer = 0;
    act(control.name, input.value);
  };
  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(send, 500);
  });
  // What was typed goes out before the press of a button that takes the focus away.
  input.addEventListener("blur", () => timer && send());
  input.addEventListener("keydown", (event) => event.key === "Enter" && send());
  return {
    root,
    update(now) {
      input.placeholder = now.placeholder;
      if (document.activeElement !== input) input.value = now.value;
      root.querySelector(".label")!.textContent = now.label;
      describe(input, now);
    },
    press(key) {
      if (!control.key || key !== control.key || input.disabled) return false;
      input.focus();
      return true;
    },
    stop: () => window.clearTimeout(timer),
  };
}

function slider(first: Control, act: Act): Shown {
  let control = first;
  const input = element("input") as HTMLInputElement;
  input.type = "range";
  const output = element("output");
  const root = labelled(first, input, output);
  // A logarithmic slider counts a hundred steps from the least to the greatest number.
  const span = () => Math.log(control.maximum / control.minimum);
  const toInput = (value: number) =>
    control.logarithmic ? (100 * Math.log(value / control.minimum)) / span() : value;
  const toValue = (place: number) =>
    control.logarithmic
      ? Number((control.minimum * Math.exp((place / 100) * span())).toPrecision(6))
      : place;
  const say = (value: number) => String(Number(value.toPrecision(3)));
  const send = () => {
    output.textContent = say(toValue(input.valueAsNumber));
    act(control.name, toValue(input.valueAsNumber));
  };
  let held = false;
  input.addEventListener("pointerdown", () => (held = true));
  input.addEventListener("pointerup", () => (held = false));
  input.addEventListener("input", send);
  const move = (way: 1 | -1): boolean => {
    const before = input.value;
    way > 0 ? input.stepUp() : input.stepDown();
    if (input.value !== before) send();
    return input.value !== before;
  };

  let clock = 0;
  const play = element("button", "play", "▶") as HTMLButtonElement;
  const stop = () => {
    window.clearInterval(clock);
    clock = 0;
    play.textContent = "▶";
    play.setAttribute("aria-label", "Play");
  };
  play.addEventListener("click", () => {
    if (clock) return stop();
    if (input.valueAsNumber >= Number(input.max)) {
      input.value = input.min;
      send();
    }
    clock = window.setInterval(() => move(1) || stop(), control.play);
    play.textContent = "⏸";
    play.setAttribute("aria-label", "Pause");
  });
  stop();
  const whole = element("span", "slider");
  whole.append(root, ...(first.play ? [play] : []));
  if (first.keys) {
    input.before(keyWithArrow(keyCap(first.keys[0], "less"), "←"));
    input.after(keyWithArrow("→", keyCap(first.keys[1], "more")));
  }

  return {
    root: whole,
    update(now) {
      control = now;
      input.min = String(now.logarithmic ? 0 : now.minimum);
      input.max = String(now.logarithmic ? 100 : now.maximum);
      input.step = String(now.logarithmic ? 1 : now.step);
      if (!held && !clock) input.value = String(toInput(now.value));
      output.textContent = now.shown || say(now.value);
      input.setAttribute("aria-valuetext", output.textContent);
      root.querySelector(".label")!.textContent = now.label;
      describe(input, now);
      if (now.keys) input.setAttribute("aria-keyshortcuts", [...now.keys].join(" "));
    },
    press(key) {
      if (!control.keys || input.disabled || !control.keys.includes(key)) return false;
      stop();
      move(key === control.keys[1] ? 1 : -1);
      return true;
    },
    stop,
  };
}

const makers: Record<Control["kind"], (control: Control, act: Act) => Shown> = {
  button,
  switch: toggle,
  choice,
  slider,
  field,
};
