/* Each is the content of a character class, for regular expressions with the flag `u`. */

/** What takes no room, beside Unicode's Default_Ignorable_Code_Point: annotation anchors, format controls of hieroglyphs, a filler. */
export const ZERO_WIDTH = '\\ufff9-\\ufffb\u{13430}-\u{13440}\u{16fe4}';

/** What takes room and shows nothing, but counts as no space: fillers, the empty Braille pattern, a null notehead, blanks. */
export const BLANK = '\\u115f\\u1160\\u2800\\u3164\\uffa0\u{13441}\u{13442}\u{1d159}';
