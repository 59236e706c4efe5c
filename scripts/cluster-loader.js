'use strict';

const { Refused } = require('./run-tool');

const SHARES_DOCKER = ['docker-desktop', 'rancher-desktop', 'orbstack'];

/**
 * The command that loads images into the cluster of a kubectl context; undefined when the cluster shares Docker's images.
 * @param context           the current context; undefined when there is none
 * @param minikubeProfiles  names of profiles, which are also the names of their contexts
 * @param withCommand       the user's command for any other cluster; the images are appended as its last arguments
 * @throws Refused  no context, or an unknown kind of cluster
 */
function clusterLoader({ context, minikubeProfiles = [], withCommand, images }) {
  if (withCommand) {
    return { shell: [withCommand, ...images].join(' ') };
  }
  if (context === undefined) {
    throw new Refused(
      'kubectl has no current context: start a cluster, or "kubectl config use-context <name>".',
    );
  }
  const [, tool, cluster] = /^(kind|k3d)-(.+)$/.exec(context) ?? [];
  if (tool === 'kind') {
    return { tool, args: ['load', 'docker-image', '--name', cluster, ...images] };
  }
  if (tool === 'k3d') {
    return { tool, args: ['image', 'import', '-c', cluster, ...images] };
  }
  if (context === 'minikube' || minikubeProfiles.includes(context)) {
    return { tool: 'minikube', args: ['-p', context, 'image', 'load', ...images] };
  }
  if (SHARES_DOCKER.includes(context)) {
    return undefined;
  }
  throw new Refused(
    `The cluster of the context "${context}" is none of kind, k3d, minikube and Docker Desktop. Say how images get into ` +
      'it: npm run images:load -- --with "<command>", which gets their names as its last arguments.',
  );
}

module.exports = { clusterLoader };
