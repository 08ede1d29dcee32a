/**
 * Makes what the dashboard needs of npm packages: `node dashboard/build.mjs [folder]`.
 *
 * - `uplot.js` (with its types) and `uplot-style.css`: the charts' library as one module.
 * - `world.svg`: each country as a path whose id is its ISO 3166-1 code, for `<use href="world.svg#FR">`.
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { geoEqualEarth, geoPath } from 'd3-geo';
import { build } from 'esbuild';
import { feature } from 'topojson-client';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..');
const VENDOR = join(root, 'backend', 'temoin', 'dashboard', 'static', 'vendor');
const WIDTH = 960;
const HEIGHT = 440;
const ANTARCTICA = 'AQ';

/** Territories that the atlas draws without a number. */
const UNNUMBERED = { Kosovo: 'XK' };

/** @param {{ id?: string, properties: { name: string } }} country @returns {string} '' when it has no code */
function codeOf({ id, properties }) {
  // A region written as a number has its letters as canonical spelling (UTS 35).
  return id ? new Intl.Locale(`und-${id}`).region : (UNNUMBERED[properties.name] ?? '');
}

async function drawWorld() {
  const atlas = JSON.parse(
    await readFile(join(root, 'node_modules', 'world-atlas', 'countries-110m.json'), 'utf8'),
  );
  const { features } = feature(atlas, atlas.objects.countries);
  const drawn = features.filter((country) => codeOf(country) !== ANTARCTICA);
  const projection = geoEqualEarth().rotate([-11, 0]);
  projection.fitSize([WIDTH, HEIGHT], { type: 'FeatureCollection', features: drawn });
  const path = geoPath(projection).digits(1);
  const paths = drawn.map((country) => {
    const code = codeOf(country);
    return `<path${code && ` id="${code}"`} d="${path(country)}"/>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
    `<g id="world">${paths.join('')}</g></svg>`
  );
}

/** @param {string} folder */
export async function buildAll(folder) {
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: {
      uplot: 'uplot',
      'uplot-style': join(root, 'node_modules', 'uplot', 'dist', 'uPlot.min.css'),
    },
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'eof',
    logLevel: 'warning',
    absWorkingDir: root,
  });
  await copyFile(
    join(root, 'node_modules', 'uplot', 'dist', 'uPlot.d.ts'),
    join(folder, 'uplot.d.ts'),
  );
  await writeFile(join(folder, 'world.svg'), await drawWorld());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll(process.argv[2] || VENDOR);
