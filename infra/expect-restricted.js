'use strict';

/** Expects a pod without privileges and with limits on what it uses. Not checked: its token for the Kubernetes API. */
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
