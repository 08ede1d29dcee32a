/** Builds the files that the service serves: `node snippet/build.mjs [folder]`. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
export const STATIC = join(here, '..', 'backend', 'temoin', 'banner', 'static');

/** What esbuild leaves alone: spaces in custom properties. @param {string} css */
const tight = (css) =>
  css.replace(
    /(--[a-z]+): ([^;}]+)/g,
    (_, name, value) => `${name}:${value.replaceAll(', ', ',')}`,
  );

/** Style sheets become strings, minified like the rest. */
const cssAsText = {
  name: 'css-as-text',
  setup(/** @type {import('esbuild').PluginBuild} */ builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const { code } = await transform(source, { loader: 'css', minify: true });
      return { contents: tight(code.trim()), loader: 'text' };
    });
  },
};

/** @type {Record<string, 'iife' | 'esm'>} running is temoin for regimes where purposes run before a choice; tracker and wipe are built apart to weigh them */
const FILES = {
  temoin: 'iife',
  running: 'iife',
  gate: 'esm',
  panel: 'esm',
  embeds: 'esm',
  policy: 'esm',
  signals: 'esm',
  tally: 'esm',
  handover: 'esm',
  tracker: 'esm',
  wipe: 'esm',
  guard: 'esm',
  defaults: 'esm',
  stub: 'esm',
  tcf: 'esm',
  gpp: 'esm',
  debug: 'esm',
};

/**
 * @param {string} entry path of a module
 * @param {'iife' | 'esm'} format
 * @param {string} outfile
 * @param {boolean} [runs] for regimes where purposes run before a choice
 */
export const bundle = (entry, format, outfile, runs = false) =>
  build({
    entryPoints: [entry],
    outfile,
    format,
    bundle: true,
    minify: true,
    // Not what begins with two, as the frameworks' names do.
    mangleProps: /^_[a-z]/,
    define: { RUNS: String(runs) },
    target: 'es2022',
    charset: 'utf8',
    // What measuring adds: the choice is the banner's.
    external: entry.endsWith('tracker.js') ? ['./store.js'] : [],
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [cssAsText],
  });

/** @param {string} folder */
export async function buildAll(folder) {
  await mkdir(folder, { recursive: true });
  for (const [name, format] of Object.entries(FILES)) {
    const runs = name === 'running';
    const entry = join(here, 'src', `${runs ? 'temoin' : name}.js`);
    await bundle(entry, format, join(folder, `${name}.js`), runs);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll(process.argv[2] || STATIC);
