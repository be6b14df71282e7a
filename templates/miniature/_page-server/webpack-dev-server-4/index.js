// Here for its version alone: `webpack serve` does the work.
'use strict';
