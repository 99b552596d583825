// Builds what the browser loads: vendor styles and fonts, the icons in use, the slim plotly bundle.
import { build } from "esbuild";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(HERE, "../..");
const MODULES = path.join(HERE, "node_modules");
const VENDOR = path.join(ROOT, "dashboard/assets/00-vendor");
const STATIC = path.join(ROOT, "dashboard/static");
const ICON_USERS = ["layouts", "callbacks", "dashboard"];
const NOT_OURS = new Set(["node_modules", "00-vendor", "static", "__pycache__"]);
const SHIPPED = ["bootstrap", "bootstrap-icons", "@fontsource-variable/inter", "@fontsource/inter"];
const SUBSETS = ["latin-ext", "latin"];
const PRINT_WEIGHTS = [400, 500, 600, 700];

const STEPS = [bootstrap, pageFont, printFont, icons, plotly];

class BuildError extends Error {}

async function main() {
  for (const folder of [VENDOR, path.join(STATIC, "fonts")]) fs.mkdirSync(folder, { recursive: true });
  for (const step of STEPS) await step();
}

function bootstrap() {
  const css = fs.readFileSync(path.join(MODULES, "bootstrap/dist/css/bootstrap.min.css"), "utf8");
  publish(path.join(VENDOR, "bootstrap.min.css"), css.replace(/\/\*# sourceMappingURL=.*?\*\/\s*$/, ""));
}

function pageFont() {
  const source = path.join(MODULES, "@fontsource-variable/inter");
  const ranges = JSON.parse(fs.readFileSync(path.join(source, "unicode.json"), "utf8"));
  const faces = SUBSETS.map((subset) => {
    const name = `inter-${subset}-wght-normal.woff2`;
    publish(path.join(VENDOR, name), fs.readFileSync(path.join(source, "files", name)));
    return fontFace(name, ranges[subset]);
  });
  publish(path.join(VENDOR, "inter.css"), faces.join(""));
}

function fontFace(file, range) {
  return `@font-face{font-family:"Inter Variable";font-style:normal;font-weight:100 900;font-display:swap;\
src:url("${file}") format("woff2");unicode-range:${range}}\n`;
}

function printFont() {
  for (const weight of PRINT_WEIGHTS) {
    const name = `inter-latin-${weight}-normal.woff2`;
    publish(path.join(STATIC, "fonts", name), fs.readFileSync(path.join(MODULES, "@fontsource/inter/files", name)));
  }
}

// A mask takes the colour of the text around it, so one file serves both themes.
function icons() {
  const base = `.bi::before{content:"";display:inline-block;width:1em;height:1em;vertical-align:-.125em;\
background:currentColor;-webkit-mask:var(--bi) center/contain no-repeat;mask:var(--bi) center/contain no-repeat}
@media (forced-colors:active){.bi::before{forced-color-adjust:none;background:CanvasText}}
`;
  publish(path.join(VENDOR, "icons.css"), base + [...iconsInUse()].sort().map(iconRule).join(""));
}

function iconsInUse() {
  const names = new Map();
  for (const file of ICON_USERS.flatMap((folder) => sources(path.join(ROOT, folder)))) {
    for (const [, name] of fs.readFileSync(file, "utf8").matchAll(/\bbi-([a-z0-9]+(?:-[a-z0-9]+)*)/g)) {
      if (!names.has(name)) names.set(name, path.relative(ROOT, file));
    }
  }
  return names;
}

function sources(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : sources(full);
    return /\.(py|js|css|html)$/.test(entry.name) ? [full] : [];
  });
}

function iconRule([name, user]) {
  const file = path.join(MODULES, "bootstrap-icons/icons", `${name}.svg`);
  if (!fs.existsSync(file)) throw new BuildError(`${user} uses the icon bi-${name}, which bootstrap-icons does not have.`);
  const [, box] = fs.readFileSync(file, "utf8").match(/viewBox="([^"]+)"/);
  const [, body] = fs.readFileSync(file, "utf8").match(/<svg[^>]*>([\s\S]*)<\/svg>/);
  const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='${box}'>${body.replace(/\s*\n\s*/g, "").replaceAll('"', "'")}</svg>`;
  return `.bi-${name}{--bi:url("data:image/svg+xml,${svg.replace(/[%#<>]/g, encodeURIComponent)}")}\n`;
}

async function plotly() {
  const target = path.join(STATIC, "plotly.min.js");
  const licences = path.join(VENDOR, "LICENSES.txt");
  const inputs = ["plotly.mjs", "build.mjs", "package-lock.json"].map((name) => path.join(HERE, name));
  if ([target, licences].every((file) => isNewer(file, inputs))) return;
  const result = await bundle(target);
  publish(licences, [...SHIPPED, ...packagesIn(result.metafile)].map(licence).join("\n"));
  publish(target, result.outputFiles[0].contents);
  const now = new Date();
  for (const file of [target, `${target}.br`, `${target}.gz`, licences]) fs.utimesSync(file, now, now);
}

function bundle(outfile) {
  return build({
    entryPoints: [path.join(HERE, "plotly.mjs")],
    outfile,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "iife",
    target: "es2020",
    legalComments: "none", // whole licences stand in LICENSES.txt
    define: { global: "window", "define.amd": "false", "process.env.NODE_DEBUG": "false" },
    logLevel: "error",
    absWorkingDir: HERE,
  });
}

function packagesIn(metafile) {
  const names = Object.keys(metafile.inputs)
    .map((file) => file.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1])
    .filter(Boolean);
  return [...new Set(names)].sort();
}

function licence(name) {
  const folder = path.join(MODULES, name);
  const { version, license } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? fs.readFileSync(path.join(folder, file), "utf8").trim() : "";
  return `${"=".repeat(78)}\n${name} ${version} (${license})\n\n${text}\n`;
}

function isNewer(file, inputs) {
  return fs.existsSync(file) && inputs.every((input) => fs.statSync(input).mtimeMs <= fs.statSync(file).mtimeMs);
}

// An unchanged file keeps its time, so browsers keep their copy.
function publish(file, content) {
  const bytes = Buffer.from(content);
  if (fs.existsSync(file) && fs.readFileSync(file).equals(bytes)) return;
  replace(file, bytes);
  if (!/\.(css|js)$/.test(file) || bytes.length <= 1024) return;
  replace(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  replace(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}

function replace(file, bytes) {
  fs.writeFileSync(`${file}.new`, bytes);
  fs.renameSync(`${file}.new`, file);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exit(1);
}
