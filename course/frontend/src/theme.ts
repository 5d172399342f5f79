// Light or dark: JupyterLab and VS Code say so on the body, any other page by the system's wish.
// Paper is light.

const system = window.matchMedia("(prefers-color-scheme: dark)");
const paper = window.matchMedia("print");

function isDark(): boolean {
  if (paper.matches) return false;
  const lab = document.body.dataset.jpThemeLight;
  if (lab !== undefined) return lab === "false";
  const kind = document.body.dataset.vscodeThemeKind;
  if (kind !== undefined) return kind.includes("dark");
  return system.matches;
}

/** Keeps the class `dark` of `root` true to the page, and says so; returns how to stop. */
export function followTheme(root: HTMLElement, changed = () => {}): () => void {
  const show = () => {
    root.classList.toggle("dark", isDark());
    changed();
  };
  show();
  const watcher = new MutationObserver(show);
  watcher.observe(document.body, {
    attributeFilter: ["data-jp-theme-light", "data-vscode-theme-kind"],
  });
  system.addEventListener("change", show);
  paper.addEventListener("change", show);
  return () => {
    watcher.disconnect();
    system.removeEventListener("change", show);
    paper.removeEventListener("change", show);
  };
}
