// What a candidate's phone downloads for the first page: the entry, everything it imports at once,
// the first screen's chunk, and their styles. Budget: 150 KB brotli.
import { readFile, stat } from 'node:fs/promises';

const BUDGET = 150 * 1024;
const dist = new URL('../dist/', import.meta.url);

const html = await readFile(new URL('index.html', dist), 'utf8');
const first = new Set([...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((m) => m[1]));
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'));

const visit = (chunk) => {
    if (!chunk || first.has(chunk.file)) return;
    first.add(chunk.file);
    for (const css of chunk.css ?? []) first.add(css);
    for (const name of chunk.imports ?? []) visit(manifest[name]);
};
for (const page of ['SignIn', 'Home']) {
    for (const [name, chunk] of Object.entries(manifest)) {
        if (name === `src/candidate/pages/${page}.vue`) visit(chunk);
    }
}

let total = 0;
for (const file of first) {
    const { size } = await stat(new URL(`${file}.br`, dist));
    total += size;
    console.log(`${(size / 1024).toFixed(1).padStart(7)} KB  ${file}`);
}
console.log(`${(total / 1024).toFixed(1).padStart(7)} KB  first page (brotli), budget 150 KB`);
if (total > BUDGET) process.exitCode = 1;
