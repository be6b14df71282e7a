// The one plugin of webpack that hubs and its admin panel cannot do without here: it carries the environment into the page.
'use strict';

exports.DefinePlugin = class DefinePlugin {
  constructor(definitions) {
    this.definitions = definitions;
  }

  /** What the page will see as process.env. */
  get environment() {
    return JSON.parse(this.definitions['process.env']);
  }
};
