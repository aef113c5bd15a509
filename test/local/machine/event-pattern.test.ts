import { eventPattern } from '../../../local/machine/event-pattern';

const EVENT = {
  'source': 'aws.ec2',
  'detail-type': 'EC2 Instance State-change Notification',
  'resources': ['arn:aws:ec2:us-east-1:123456789012:instance/i-1', 'arn:aws:ec2:us-east-1:123456789012:instance/i-2'],
  'detail': {
    state: 'initializing',
    count: 3,
    limit: 50.5,
    empty: '',
    nothing: null,
    list: [],
    isLast: true,
    fileName: 'photo.PNG',
    path: '/home/lib/a.txt',
    address: '10.0.0.17',
    address6: '2001:db8::1',
    owner: { name: 'Ada', tags: ['x', 'y'] },
    items: [{ sku: 'a', price: 1 }, { sku: 'b', price: 2 }],
  },
};

// By https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html.
describe('an event matches a pattern', () => {
  test.each<[what: string, yes: object[], no: object[]]>([
    ['by what its fields are', [{ state: ['initializing'] }, { state: ['stopped', 'initializing'] }, { count: [3] }, { isLast: [true] }], [{ state: ['Initializing'] }, { state: ['initial'] }, { count: ['3'] }, { absent: ['x'] }]],
    ['by all fields of the pattern', [{ state: ['initializing'], count: [3] }, { owner: { name: ['Ada'] } }], [{ state: ['initializing'], count: [4] }, { owner: { name: ['Bob'] } }]],
    ['by an empty text and by null', [{ empty: [''] }, { nothing: [null] }], [{ state: [''] }, { state: [null] }, { absent: [null] }, { empty: [null] }]],
    ['by any element of a list', [{ owner: { tags: ['y'] } }], [{ owner: { tags: ['z'] } }]],
    ['by one object of a list', [{ items: { sku: ['b'], price: [2] } }], [{ items: { sku: ['a'], price: [2] } }]],
    ['by how a text begins', [{ state: [{ prefix: 'init' }] }, { fileName: [{ prefix: { 'equals-ignore-case': 'PHOTO' } }] }], [{ state: [{ prefix: 'Init' }] }, { count: [{ prefix: '3' }] }]],
    ['by how a text ends', [{ fileName: [{ suffix: '.PNG' }] }, { fileName: [{ suffix: { 'equals-ignore-case': '.png' } }] }], [{ fileName: [{ suffix: '.png' }] }]],
    ['by a text of whatever case', [{ state: [{ 'equals-ignore-case': 'INITIALIZING' }] }], [{ state: [{ 'equals-ignore-case': 'INITIAL' }] }]],
    ['by a wildcard', [{ path: [{ wildcard: '*/lib/*' }] }, { path: [{ wildcard: '/home/*.txt' }] }, { fileName: [{ wildcard: 'photo.PNG' }] }], [{ path: [{ wildcard: 'lib/*' }] }, { path: [{ wildcard: '/home/\\*.txt' }] }, { fileName: [{ wildcard: 'photo?PNG' }] }]],
    ['by numbers', [{ count: [{ numeric: ['=', 3] }] }, { limit: [{ numeric: ['>', 0, '<=', 50.5] }] }], [{ count: [{ numeric: ['<', 3] }] }, { limit: [{ numeric: ['>', 0, '<', 50.5] }] }, { state: [{ numeric: ['>', 0] }] }]],
    ['by addresses', [{ address: [{ cidr: '10.0.0.0/24' }] }, { address6: [{ cidr: '2001:db8::/32' }] }], [{ address: [{ cidr: '10.0.1.0/24' }] }, { state: [{ cidr: '10.0.0.0/24' }] }]],
    ['by being anything but something', [
      { state: [{ 'anything-but': 'stopped' }] }, { state: [{ 'anything-but': ['stopped', 'overloaded'] }] }, { count: [{ 'anything-but': [100, 200] }] },
      { state: [{ 'anything-but': { prefix: 'stop' } }] }, { path: [{ 'anything-but': { suffix: ['.gif', '.jpg'] } }] },
      { path: [{ 'anything-but': { wildcard: '*/bin/*' } }] }, { state: [{ 'anything-but': { 'equals-ignore-case': ['STOPPED'] } }] },
    ], [
      { state: [{ 'anything-but': 'initializing' }] }, { state: [{ 'anything-but': ['stopped', 'initializing'] }] }, { count: [{ 'anything-but': 3 }] },
      { state: [{ 'anything-but': { prefix: 'init' } }] }, { path: [{ 'anything-but': { suffix: ['.gif', '.txt'] } }] },
      { path: [{ 'anything-but': { wildcard: '*/lib/*' } }] }, { state: [{ 'anything-but': { 'equals-ignore-case': ['INITIALIZING'] } }] },
      { absent: [{ 'anything-but': 'x' }] },
    ]],
    ['by a field that is there, or is not', [{ count: [{ exists: true }] }, { absent: [{ exists: false }] }, { owner: { absent: [{ exists: false }] } }, { absent: { deeper: [{ exists: false }] } }, { list: [{ exists: false }] }], [{ count: [{ exists: false }] }, { absent: [{ exists: true }] }, { owner: [{ exists: true }] }]],
    ['by one of several patterns', [{ $or: [{ count: [4] }, { state: ['initializing'] }] }, { isLast: [true], $or: [{ count: [3] }, { count: [{ numeric: ['>', 9] }] }] }], [{ $or: [{ count: [4] }, { state: ['stopped'] }] }, { isLast: [false], $or: [{ count: [3] }, { count: [4] }] }]],
    ['by one of several operators', [{ state: ['stopped', { prefix: 'init' }] }, { absent: ['x', { exists: false }] }], [{ state: ['stopped', { prefix: 'x' }] }]],
  ])('%s', (_, yes, no) => {
    yes.forEach(detail => expect([detail, eventPattern({ detail })(EVENT)]).toEqual([detail, true]));
    no.forEach(detail => expect([detail, eventPattern({ detail })(EVENT)]).toEqual([detail, false]));
  });
});

test.each<[pattern: unknown, message: string]>([
  [[], 'a pattern is an object'],
  [{}, 'a pattern is not empty'],
  [{ source: 'a' }, '"source" must be an object or an array'],
  [{ source: [] }, '"source" has an empty array'],
  [{ source: [['a']] }, '"source" has an array in an array'],
  [{ source: [{ beginsWith: 'a' }] }, '"source" has an unknown operator: beginsWith'],
  [{ source: [{ prefix: 'a', suffix: 'b' }] }, '"source" has more than one operator in {"prefix":"a","suffix":"b"}'],
  [{ source: [{ prefix: 1 }] }, '"prefix" of "source" must have a string, got: 1'],
  [{ source: [{ exists: 'yes' }] }, '"exists" of "source" must be true or false'],
  [{ source: [{ numeric: ['>'] }] }, '"numeric" of "source" must have one or two comparisons, as [">", 0, "<=", 5], got: [">"]'],
  [{ source: [{ numeric: ['toString', 1] }] }, '"numeric" of "source" must have one or two comparisons, as [">", 0, "<=", 5], got: ["toString",1]'],
  [{ source: [{ cidr: '10.0.0' }] }, '"cidr" of "source" must be a block of addresses, as 10.0.0.0/24, got: 10.0.0'],
  [{ source: [{ wildcard: 'a**b' }] }, 'a wildcard has no two asterisks beside each other, got: a**b'],
])('the pattern %j is refused: %s', (pattern, message) => {
  expect(() => eventPattern(pattern)).toThrow(message);
});
