'use strict';

// Far more than the bus may use, but within what a machine can spare.
process.env.BUFFER_BYTES_MAX = '600000000';
