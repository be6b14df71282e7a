// Here for its version alone: bin/webpack-dev-server.js does the work.
'use strict';
