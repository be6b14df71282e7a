// The page that a visitor sees: one look for the three front ends, filled by the script that it loads.
'use strict';
const { readFileSync } = require('node:fs');
const path = require('node:path');

const TITLE_ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The META_TAGS line is where the main server puts its tags: it must stay alone on its line. */
exports.renderPage = ({ title, scripts }) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<!-- DO NOT REMOVE/EDIT THIS COMMENT - META_TAGS -->
<title>${title.replace(/[&<>]/g, (sign) => TITLE_ENTITIES[sign])}</title>
<link rel="icon" href="data:,">
<style>
${readFileSync(path.join(__dirname, 'style.css'), 'utf8').trim()}
</style>
</head>
<body>
<main>
<h1>${title.replace(/[&<>]/g, (sign) => TITLE_ENTITIES[sign])}</h1>
<p id="about">Loading…</p>
<ul id="services" aria-live="polite"></ul>
<p id="action"></p>
<footer>A miniature by metaton: the same certificates, patches, ports and order of starting as the real stack, and none of its weight.</footer>
</main>
${scripts.map((address) => `<script src="${address}" crossorigin="anonymous" defer></script>`).join('\n')}
</body>
</html>
`;
