/** Weighs the built files as they go over the wire and fails when one is over its budget: `node snippet/budget.mjs`. */
import { readFile } from 'node:fs/promises';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { STATIC } from './build.mjs';

/** @param {string} name */
const json = async (name) => JSON.parse(await readFile(new URL(name, import.meta.url), 'utf8'));

const site = (await json('tests/example.json')).fr;
const budget = await json('budget.json');

/**
 * The file as the service serves it, with the configuration of one site before it.
 * @param {{ file: string, config: string | null }} part
 */
async function served({ file, config }) {
  const built = await readFile(`${STATIC}/${file}`, 'utf8');
  const isFirst = file === 'temoin.js' || file === 'running.js';
  const told = { ...(isFirst && site.first_layer), ...(config && site[config]) };
  const before = config ? `const $T=${JSON.stringify(told)};` : '';
  return Buffer.from(isFirst ? `(()=>{${before}${built}})()` : before + built);
}

for (const [name, part] of Object.entries(budget)) {
  const content = await served(part);
  const weight = {
    gzip: gzipSync(content, { level: 9 }).length,
    brotli: brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
      .length,
  };
  for (const [coding, bytes] of Object.entries(weight)) {
    const over = bytes > part[coding];
    console.log(`${over ? 'OVER' : 'ok  '} ${name}, ${coding}: ${bytes} of ${part[coding]} bytes`);
    if (over) process.exitCode = 1;
  }
}
