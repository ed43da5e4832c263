// Bundle, minify and name by content; then write manifest.json (logical name → file).
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { sprite } from "./build/icons.js";
import { tabler } from "./build/tabler.js";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static");
const entries = ["console.js", "console.css", "editor.js", "demo.js", "demo.css", "site.css", "site.js"];
const manifest = {};

function keep(name, file, bytes) {
  manifest[name] = file;
  console.log(`${file}  ${(bytes / 1024).toFixed(0)} KB`);
}

mkdirSync(out, { recursive: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: entries.filter((name) => existsSync(join(here, name))),
  entryNames: "[name].[hash]",
  assetNames: "[name].[hash]",
  outdir: out,
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  // The oldest with light-dark(), which Tabler's colours are made of.
  target: ["chrome123", "firefox121", "safari17.5"],
  loader: { ".svg": "file" },
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  plugins: [tabler],
});
const written = Object.entries(result.metafile.outputs);
for (const [path, { entryPoint, bytes }] of written) {
  if (entryPoint) keep(basename(entryPoint.split(":").pop()), basename(path), bytes);
}

const mark = readFileSync(join(here, "icon.svg"), "utf8"); // in the browser's tab
const markFile = `icon.${createHash("sha256").update(mark).digest("hex").slice(0, 8)}.svg`;
writeFileSync(join(out, markFile), mark);
keep("icon.svg", markFile, mark.length);

const icons = sprite(readFileSync(join(here, "icons.txt"), "utf8"));
const iconsFile = `icons.${createHash("sha256").update(icons).digest("hex").slice(0, 8)}.svg`;
writeFileSync(join(out, iconsFile), icons);
keep("icons.svg", iconsFile, icons.length);

const kept = new Set([iconsFile, markFile, ...written.map(([path]) => basename(path))]);
for (const name of readdirSync(out)) {
  if (!kept.has(name)) rmSync(join(out, name), { recursive: true });
}
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
