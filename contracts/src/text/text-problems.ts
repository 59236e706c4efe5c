const MEANINGS = {
  empty: 'has no visible character',
  too_long: 'is longer than allowed',
  control_character: 'has a control character',
  malformed: 'is not valid Unicode text',
} as const;

export type TextFault = keyof typeof MEANINGS;

type TextProblems<Name extends string> = Readonly<
  Record<`${Name}_${TextFault}`, readonly ['invalid', string]>
>;

/** The problems of a text that `textRule` checks under this name: of `post.title`, `post.title_empty` and so on. */
export function textProblems<const Name extends string>(name: Name): TextProblems<Name> {
  const field = name.split('.').at(-1);
  const problems = Object.entries(MEANINGS).map(([fault, meaning]) => {
    const definition: TextProblems<Name>[keyof TextProblems<Name>] = ['invalid', `The ${field} ${meaning}.`];
    return [`${name}_${fault}`, definition] as const;
  });
  return Object.fromEntries(problems) as TextProblems<Name>;
}
