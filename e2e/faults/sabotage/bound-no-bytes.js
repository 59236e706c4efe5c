'use strict';

// Far more than the bus may take, and no more than a machine can spare.
process.env.BUFFER_BYTES_MAX = '600000000';
