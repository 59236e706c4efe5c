'use strict';

/** Reports in one line how many tests passed, failed and were skipped. */
class JestCountReporter {
  onRunComplete(_contexts, results) {
    // A test file that could not be loaded has no tests to count, but it failed.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const summary = `${results.numPassedTests} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
    if (process.send) {
      process.send({ summary });
    } else {
      console.log(summary);
    }
  }
}

module.exports = JestCountReporter;
