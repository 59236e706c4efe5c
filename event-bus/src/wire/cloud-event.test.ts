import fc from 'fast-check';
import { propertyRuns } from '../../../service-kit/test/property-runs';
import { parseCloudEvent } from './cloud-event';
import { objectText } from './json-text';

/** JSON texts in every spelling: names twice, `__proto__`, spaces, escapes. */
const { text } = fc.letrec<{ text: string; object: string }>((tie) => {
  const space = fc.constantFrom('', '', '', ' ', '\n');
  const name = fc.constantFrom('"a"', '"b"', '"\\u0061"', '"__proto__"', '"1"', '"é"', '"type"');
  const member = fc.tuple(name, space, tie('text')).map(([key, gap, value]) => `${key}:${gap}${value}`);
  return {
    object: fc
      .tuple(fc.array(member, { maxLength: 4 }), space)
      .map(([members, gap]) => `{${members.join(`,${gap}`)}}`),
    text: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('1', '1.50', 'true', 'null', '""', '"é\u2028"', '"\\n\\/"', '"a:{,]"'),
      tie('object'),
      fc.array(tie('text'), { maxLength: 3 }).map((items) => `[${items.join()}]`),
    ),
  };
});
const attribute = fc.constantFrom(
  '"subject":"s"',
  '"subject": "t"',
  '"subject":null',
  '"position":7',
  '"storedtime":"x"',
  '"id":"i"',
  '"extra":"é"',
);

describe('parseCloudEvent', () => {
  it('keeps of any text what it says: in one line, compact, each name once', () => {
    fc.assert(
      fc.property(fc.array(attribute, { maxLength: 4 }), text, (attributes, data) => {
        const members = [
          '"specversion":"1.0","id":"i","source":"/s","type":"T"',
          ...attributes,
          `"data":${data}`,
        ];
        const sent = `{${members.join()}}`;
        const { position: _, storedtime: __, ...expected } = JSON.parse(sent);
        if (expected.subject === null) delete expected.subject;
        const { bytes } = parseCloudEvent(JSON.parse(sent), objectText(Buffer.from(sent)));
        const kept = bytes.toString();
        expect(JSON.parse(kept)).toEqual(expected);
        // But for how numbers are written, and the order of names that are numbers.
        const spelled = (json: string) => json.replaceAll('1.50', '1.5').length;
        expect(spelled(kept)).toBe(spelled(JSON.stringify(JSON.parse(kept))));
      }),
      { numRuns: propertyRuns(1_000) },
    );
  });
});
