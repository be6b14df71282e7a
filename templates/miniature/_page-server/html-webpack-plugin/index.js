// Stands for one page in a list of plugins: its `filename`, `title` and `chunks`.
'use strict';

module.exports = class HtmlWebpackPlugin {
  constructor(userOptions) {
    this.userOptions = userOptions;
  }
};
