// Bundles src/*.ts into ../widgets/static (or the folder named on the command line).
import { build } from "esbuild";

const outdir = process.argv[2] ?? "../widgets/static";
await build({
  entryPoints: ["stage.ts", "stage.css", "plot.ts", "plot.css"].map((name) => "src/" + name),
  outdir,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "inline",
  logLevel: "info",
});
