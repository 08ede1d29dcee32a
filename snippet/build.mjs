/** Builds the files that the service serves: `node snippet/build.mjs [folder]`. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
export const STATIC = join(here, '..', 'backend', 'temoin', 'banner', 'static');

/** Style sheets become strings, minified like the rest. */
const cssAsText = {
  name: 'css-as-text',
  setup(/** @type {import('esbuild').PluginBuild} */ builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const { code } = await transform(source, { loader: 'css', minify: true });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/** @type {Record<string, 'iife' | 'esm'>} tracker and wipe are built apart to weigh them */
const FILES = {
  temoin: 'iife',
  gate: 'esm',
  panel: 'esm',
  embeds: 'esm',
  signals: 'esm',
  tracker: 'esm',
  wipe: 'esm',
};

/**
 * @param {string} entry path of a module
 * @param {'iife' | 'esm'} format
 * @param {string} outfile
 */
export const bundle = (entry, format, outfile) =>
  build({
    entryPoints: [entry],
    outfile,
    format,
    bundle: true,
    minify: true,
    mangleProps: /^_/,
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
    await bundle(join(here, 'src', `${name}.js`), format, join(folder, `${name}.js`));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll(process.argv[2] || STATIC);
