// check.mjs FILE…: reads each file with PHP 7.4's own parser (WebAssembly build); one line a fault, exit 1 when there is one.
import { readFileSync } from 'node:fs';
import { getPHPLoaderModule } from '@php-wasm/node-7-4';
import { loadPHPRuntime, PHP } from '@php-wasm/universal';

const CHECK = `<?php
if (PHP_VERSION_ID < 70400 || PHP_VERSION_ID >= 70500) { echo 'not PHP 7.4 but ', PHP_VERSION; return; }
try { token_get_all(file_get_contents('/checked.php'), TOKEN_PARSE); } catch (ParseError $e) { echo $e->getMessage(), ' on line ', $e->getLine(); }`;

const php = new PHP(await loadPHPRuntime(await getPHPLoaderModule(), {}));
for (const file of process.argv.slice(2)) {
	php.writeFile('/checked.php', readFileSync(file));
	const { text } = await php.run({ code: CHECK });
	if (text) {
		console.error(`${file}: ${text}`);
		process.exitCode = 1;
	}
}
process.exit();
