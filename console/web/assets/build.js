// Bundle, minify and name by content; write manifest.json (logical name → file).
import { build } from "esbuild";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static");

mkdirSync(out, { recursive: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: ["console.js", "console.css"],
  entryNames: "[name].[hash]",
  assetNames: "[name].[hash]",
  outdir: out,
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: ["es2022", "chrome109", "firefox115", "safari16"],
  loader: { ".svg": "file" },
  legalComments: "none",
  metafile: true,
});

const manifest = {};
for (const [path, { entryPoint, bytes }] of Object.entries(result.metafile.outputs)) {
  if (!entryPoint) continue;
  manifest[basename(entryPoint)] = basename(path);
  console.log(`${basename(path)}  ${(bytes / 1024).toFixed(0)} KB`);
}
const kept = new Set(Object.keys(result.metafile.outputs).map((path) => basename(path)));
for (const name of readdirSync(out)) if (!kept.has(name)) rmSync(join(out, name), { recursive: true });
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
