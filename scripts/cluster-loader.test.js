'use strict';

const { clusterLoader } = require('./cluster-loader');

const images = ['blog-posts', 'blog-query'];

describe('the command that loads images', () => {
  test.each([
    ['kind-kind', 'kind', 'load docker-image --name kind blog-posts blog-query'],
    ['kind-my-blog', 'kind', 'load docker-image --name my-blog blog-posts blog-query'],
    ['k3d-blog', 'k3d', 'image import -c blog blog-posts blog-query'],
    ['minikube', 'minikube', '-p minikube image load blog-posts blog-query'],
    ['learning', 'minikube', '-p learning image load blog-posts blog-query'],
  ])('for the context %s is %s’s, with its name for the cluster', (context, tool, args) => {
    expect(clusterLoader({ context, minikubeProfiles: ['learning'], images })).toEqual({
      tool,
      args: args.split(' '),
    });
  });

  test.each(['docker-desktop', 'rancher-desktop', 'orbstack'])(
    'is none for %s, which has them',
    (context) => {
      expect(clusterLoader({ context, images })).toBeUndefined();
    },
  );

  test.each(['kind-kind', 'elsewhere', undefined])(
    'is the user’s own, whatever the context %s',
    (context) => {
      const command = clusterLoader({ context, withCommand: 'push --to here', images });
      expect(command).toEqual({ shell: 'push --to here blog-posts blog-query' });
    },
  );

  test.each(['elsewhere', 'kind-', 'my-kind-blog'])('is asked for when %s tells nothing', (context) => {
    expect(() => clusterLoader({ context, images })).toThrow(
      `The cluster of the context "${context}" is none of kind, k3d, minikube and Docker Desktop. Say how images get ` +
        'into it: npm run images:load -- --with "<command>", which gets their names as its last arguments.',
    );
  });

  test('needs a context', () => {
    expect(() => clusterLoader({ context: undefined, images })).toThrow('kubectl has no current context');
  });
});
