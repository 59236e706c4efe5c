'use strict';

/** A pod may do as little as possible, and takes no more than it is given; its token for the Kubernetes API is another matter. */
function expectRestricted({ spec }) {
  expect(spec.securityContext).toMatchObject({
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  for (const { securityContext, resources } of spec.containers) {
    expect(securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    for (const what of ['requests', 'limits']) {
      expect(Object.keys(resources[what])).toEqual(['cpu', 'memory', 'ephemeral-storage']);
    }
  }
}

module.exports = { expectRestricted };
