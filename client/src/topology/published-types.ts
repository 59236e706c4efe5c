/** The types that the services of the blog publish. Not from the contracts, whose schemas are for those who read events. */
const TYPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['posts', ['PostCreated', 'PostUpdated', 'PostDeleted']],
  ['comments', ['CommentCreated', 'CommentEdited', 'CommentDeleted', 'CommentUpdated']],
  ['moderation', ['CommentModerated']],
]);

/** The types that a service of the blog publishes; none of any other. */
export const publishedTypes = (service: string): readonly string[] => TYPES.get(service) ?? [];
