// Run all code cells of notebooks in Pyodide, and say how each went, one JSON line a cell.
//
// node run_in_pyodide.mjs PYODIDE_FOLDER WHEEL NOTEBOOK...
//
// The notebooks lie in one folder, which Python sees as its own, as in the browser.

import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, wheel, ...notebooks] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")));
const python = await loadPyodide({
  indexURL: folder,
  env: { HOME: "/home/pyodide", TQDM_DISABLE: "1" },
});
const quiet = { messageCallback: () => {} };
await python.loadPackage(
  ["scikit-learn", "matplotlib", "pandas", "scipy", "pillow", "ipython"], quiet);
python.FS.mkdirTree("/work");
python.FS.mount(python.FS.filesystems.NODEFS, { root: dirname(notebooks[0]) }, "/work");
const pure = readdirSync(join(folder, "pure")).map((name) => join(folder, "pure", name));
const extractDir = python.runPython("import site; site.getsitepackages()[0]");
for (const path of [...pure, wheel]) {
  python.unpackArchive(new Uint8Array(readFileSync(path)), "wheel", { extractDir });
}
python.globals.set("report", (line) => process.stdout.write(`${line}\n`));
await python.runPythonAsync(readFileSync(new URL("cells.py", import.meta.url), "utf-8"));
for (const path of notebooks) {
  await python.runPythonAsync(`run(${JSON.stringify(basename(path))})`);
}
process.exit(0);
