// Builds every bundle into the folder given: hashed names, manifest.json, and the licence notices of what went in.
import { build } from "esbuild";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const folder = process.argv[2];
const entries = ["app.css", "app.js", "drawing.css", "drawing.js", "editor.css", "editor.js"];

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const shared = { bundle: true, minify: true, metafile: true, outdir: folder, entryNames: "[name]-[hash]" };
const results = [
  await build({
    ...shared,
    entryPoints: entries.map((name) => `src/${name}`),
    format: "esm",
    splitting: true,
    target: "es2022",
    chunkNames: "chunk-[hash]",
    assetNames: "[name]-[hash]",
    // Icon fonts come in five formats; every browser of today reads woff2.
    loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".eot": "empty", ".svg": "empty" },
    logLevel: "warning",
  }),
  // Classic scripts: they must run before anything else of their page.
  await build({ ...shared, entryPoints: ["src/nonce.js"], format: "iife", target: "es2022" }),
];

const manifest = {};
const packages = new Set();
for (const { metafile } of results) {
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint) manifest[basename(output.entryPoint)] = basename(path);
  }
  for (const input of Object.keys(metafile.inputs)) {
    const within = input.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/);
    if (within) packages.add(within[1]);
  }
}
writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest, null, 2));

const notices = [...packages].sort().map((name) => {
  const home = join("node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const file = readdirSync(home).find((entry) => /^(licen[cs]e|copying|ofl)/i.test(entry));
  const text = file && existsSync(join(home, file)) ? readFileSync(join(home, file), "utf8").trim() : "No licence file in the package.";
  return `${name} ${version} (${license ?? "see text"})\n${"-".repeat(60)}\n${text}\n`;
});
const head = "Software of others in the pages of Amends, each under its own licence.\n";
writeFileSync(join(folder, "licences.txt"), [head, ...notices].join("\n\n"));
