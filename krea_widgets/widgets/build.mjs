// Bundles each view into static/, which is committed. `--watch` builds again on every change, readable and with source maps.

import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as esbuild from "esbuild";

const here = import.meta.dirname;
const watch = process.argv.includes("--watch");
const VIEWS = ["animate/animate", "compare/blind", "compare/compare", "gallery/gallery", "sweep/sweep"];

/** Over the sources of one bundle, this file and esbuild's version; tests/widgets/shared/test_static.py computes it in Python. */
async function hashOf(sources) {
  const hash = createHash("sha256").update(esbuild.version);
  for (const name of [...sources, "build.mjs"].sort()) {
    const text = await readFile(join(here, name), "utf8");
    hash.update(`\n${name}\n${text.replaceAll("\r\n", "\n")}`);
  }
  return hash.digest("hex").slice(0, 16);
}

async function write({ outputFiles, metafile }) {
  for (const { path, text } of outputFiles) {
    const [, { inputs }] = Object.entries(metafile.outputs).find(([name]) => join(here, name) === path);
    const banner = `/* made by "npm run build" from sources ${await hashOf(Object.keys(inputs))} */\n`;
    await writeFile(path, watch ? text : banner + text); // a line more would shift the source map
  }
}

const context = await esbuild.context({
  absWorkingDir: here,
  entryPoints: [...VIEWS.flatMap((name) => [`${name}.js`, `${name}.css`]), "compare/compare-page.js", "shared/saved-outputs.js"],
  entryNames: "[name]",
  outdir: "static",
  bundle: true,
  format: "esm",
  charset: "utf8",
  target: ["chrome110", "firefox119", "safari16"],
  minify: !watch, // a view's script travels to the page with every widget: 58 instead of 100 KB
  sourcemap: watch && "inline",
  metafile: true,
  write: false,
  plugins: [{ name: "write", setup: ({ onEnd }) => onEnd((result) => result.errors.length || write(result)) }],
});
if (watch) await context.watch();
else {
  await context.rebuild();
  await context.dispose();
}
