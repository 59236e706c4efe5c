'use strict';

/** Expects a pod with the restricted security settings and resource limits. Its Kubernetes API token is checked elsewhere. */
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
