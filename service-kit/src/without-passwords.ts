/** A text without the passwords of its URLs, which may be several, separated by commas. */
export function withoutPasswords(text: string): string {
  // Up to the last @, since a password may contain one.
  return text.replace(/\/\/[^,\s]*@/g, '//…@');
}
