// Makes the files that a front end serves out of its webpack config and the entries that this names.
'use strict';
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { renderPage } = require('./page.js');

const JAVASCRIPT = 'application/javascript; charset=utf-8';

/** Every path with its content; what an entry lacks is a `problem`, and the pages are there all the same. */
exports.compile = ({ entry, output, plugins }) => {
  const environment = plugins.find((plugin) => plugin.environment)?.environment ?? {};
  const files = new Map();
  let problem;
  for (const [name, source] of Object.entries(entry)) {
    const script = bundled(source, environment);
    problem ??= script.problem;
    files.set(`/assets/js/${name}.js`, { content: script.content, type: JAVASCRIPT });
  }
  for (const { userOptions } of plugins) {
    if (!userOptions) continue;
    const scripts = userOptions.chunks.map((chunk) => `${output.publicPath}assets/js/${chunk}.js`);
    const content = renderPage({ title: userOptions.title, scripts });
    files.set(`/${userOptions.filename}`, { content, type: 'text/html; charset=utf-8' });
  }
  for (const [name, content] of Object.entries(otherFiles(plugins))) files.set(name, content);
  return { files, problem };
};

/** The script of a page: its environment, what all pages share, and the entry's own lines. */
function bundled(source, environment) {
  const shared = readFileSync(path.join(__dirname, 'client.js'), 'utf8');
  const head = `"use strict";\n(() => {\nconst ENV = ${JSON.stringify(environment)};\n${shared}\n`;
  try {
    return { content: `${head}${readFileSync(source, 'utf8')}\n})();\n` };
  } catch (cause) {
    return { content: `${head}})();\n`, problem: `${source}\n${cause.message}` };
  }
}

/** What a front end serves beside its pages and scripts: a plugin with `files` lists it. */
function otherFiles(plugins) {
  const listed = plugins.flatMap((plugin) => Object.entries(plugin.files ?? {}));
  return Object.fromEntries(
    listed.map(([name, source]) => {
      const type = name.endsWith('.js') ? JAVASCRIPT : 'text/plain; charset=utf-8';
      return [`/${name}`, { content: readFileSync(source, 'utf8'), type }];
    }),
  );
}
