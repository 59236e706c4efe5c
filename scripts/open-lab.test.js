'use strict';

const { classicPorts, labPorts } = require('./open-lab');

test.each([
  [4003, 14_703],
  [65_535, 54_835],
])('the bus calls a part on port %d by port %d, at each start', (port, expected) => {
  const parts = [
    { name: 'moderation', port, isPushed: true },
    { name: 'query', port: 4002 },
  ];
  expect(labPorts(parts)).toEqual([{ name: 'the link of moderation', port: expected }]);
});

test('the classic system has the parts of the course, whatever services are added here', () => {
  const ofTheCourse = ['comments', 'event-bus', 'moderation', 'posts', 'query'];
  expect(Object.keys(classicPorts()).toSorted()).toEqual(ofTheCourse);
});
