// Turns the chat's files into what servers send: one script with its source map, and a file of texts for each further language.
// `node build.mjs` writes them into the package; `--check` writes nothing and fails where what is there is not what it would write.
// `--package FOLDER` makes the npm package there instead: the same chat as a module, with its types and its description.

import { createHash } from "node:crypto";
import { copyFile, cp, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build, transform } from "esbuild";

const HERE = import.meta.dirname;
const BUILT = join(HERE, "..", "qa", "api", "static", "widget");
const OWN = "en"; // the language that comes with the script, for readers of any other that does not come

/** By language, the file that is loaded where a page needs it; as short as JSON can be. */
async function furtherTexts() {
  const names = (await readdir(join(HERE, "texts"))).filter((name) => name !== `${OWN}.json`).sort();
  const read = async (name) => [name.replace(".json", ""), JSON.stringify(JSON.parse(await readFile(join(HERE, "texts", name), "utf8")))];
  return Object.fromEntries(await Promise.all(names.map(read)));
}

/** Part of a file's address, so that browsers may keep it for ever; the server counts the same way. */
const version = (text) => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** A page may make its `rem` any size (`html { font-size: 62.5% }`); a query's is the reader's own already. */
const ownUnits = (css) => css.replace(/@media[^{]*|([\d.]+)rem\b/g, (found, number) => (number ? `calc(${number} * var(--_rem))` : found));

const style = {
  name: "style",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(ownUnits(await readFile(path, "utf8")), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    }),
};

const bundled = (texts, outfile, format) => {
  const versions = Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, version(text)]));
  return build({
    absWorkingDir: HERE,
    entryPoints: ["element.js"],
    outfile,
    bundle: true,
    write: false,
    minify: true,
    format,
    target: "es2022",
    charset: "utf8",
    sourcemap: true,
    sourceRoot: "/widget/",
    define: { TEXT_VERSIONS: JSON.stringify(versions) },
    plugins: [style],
  });
};

async function files() {
  const texts = await furtherTexts();
  const { outputFiles } = await bundled(texts, join(BUILT, "widget.js"), "iife");
  const scripts = outputFiles.map(({ path, text }) => [path.slice(BUILT.length + 1), text]);
  return Object.fromEntries([...scripts, ...Object.entries(texts).map(([language, text]) => [`${language}.json`, text])]);
}

/** What `npm pack` packs; its version is Dateline's. */
async function writePackage(folder) {
  const { outputFiles } = await bundled(await furtherTexts(), join(folder, "chat.js"), "esm");
  const [, number] = /^version = "(.+)"$/m.exec(await readFile(join(HERE, "..", "pyproject.toml"), "utf8"));
  await cp(join(HERE, "npm"), folder, { recursive: true });
  await copyFile(join(HERE, "..", "LICENSE"), join(folder, "LICENSE"));
  const description = JSON.parse(await readFile(join(HERE, "npm", "package.json"), "utf8"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ ...description, version: number }, null, 2));
  for (const { path, text } of outputFiles) await writeFile(path, text);
}

async function check(made) {
  const kept = async (name) => readFile(join(BUILT, name), "utf8").catch(() => null);
  const stale = [];
  for (const [name, text] of Object.entries(made)) if ((await kept(name)) !== text) stale.push(name);
  if (stale.length) {
    console.error(`not what widget/build.mjs makes: ${stale.join(", ")}; run \`make widget\` and commit qa/api/static/widget`);
    process.exitCode = 1;
  }
}

async function write(made) {
  await mkdir(BUILT, { recursive: true });
  for (const [name, text] of Object.entries(made)) await writeFile(join(BUILT, name), text);
}

const [wish, folder] = process.argv.slice(2);
if (wish === "--package") await writePackage(resolve(folder));
else if (wish === "--check") await check(await files());
else await write(await files());
