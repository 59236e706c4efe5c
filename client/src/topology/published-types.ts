/** The event types that the blog's services publish. Not from the contracts, whose schemas are only for event readers. */
const TYPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['posts', ['PostCreated', 'PostUpdated', 'PostDeleted']],
  ['comments', ['CommentCreated', 'CommentEdited', 'CommentDeleted', 'CommentUpdated']],
  ['moderation', ['CommentModerated']],
]);

/** The types that a service of the blog publishes; none for any other. */
export const publishedTypes = (service: string): readonly string[] => TYPES.get(service) ?? [];
