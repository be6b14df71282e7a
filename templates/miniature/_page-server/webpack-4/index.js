// The one plugin of webpack that Spoke cannot do without here: it carries the environment into the page.
'use strict';

exports.EnvironmentPlugin = class EnvironmentPlugin {
  constructor(defaults) {
    this.defaultValues = defaults;
  }

  /** What the page will see as process.env. */
  get environment() {
    const names = Object.keys(this.defaultValues);
    return Object.fromEntries(names.map((name) => [name, process.env[name] ?? this.defaultValues[name]]));
  }
};
