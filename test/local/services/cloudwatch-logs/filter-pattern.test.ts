import { filterPattern } from '../../../../local/services/cloudwatch-logs/filter-pattern';

const JSON_EVENT = JSON.stringify({
  'status': 502, 'text': '503', 'domainName': 'shop.example.com', 'latency': 12.5, 'user': { id: 'u-1', tags: ['new', 'eu'] }, 'drained': true, 'gone': null, 'ip': '10.0.7.1', 'a.b': 1,
});
const LINE = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
test.each([
  ['', 'anything', true],
  ['ERROR', 'an ERROR here', true],
  ['ERROR', 'an error here', false],
  ['ERROR timeout', 'timeout of ERROR', true],
  ['ERROR timeout', 'ERROR only', false],
  ['?ERROR ?WARN', 'a WARN', true],
  ['?ERROR ?WARN', 'fine', false],
  ['ERROR -ignored', 'ERROR, ignored', false],
  ['"two words"', 'these two words', true],
  ['"two words"', 'words two', false],
  ['%st[ae]tus=5\\d\\d%', 'status=503', true],
  ['{ $.status >= 500 }', JSON_EVENT, true],
  ['{ $.status < 500 }', JSON_EVENT, false],
  ['{ $.text >= 500 }', JSON_EVENT, true],
  ['{ ($.domainName = "shop.example.com") && ($.status >= 500) }', JSON_EVENT, true],
  ['{ ($.domainName = "other.example.com") || ($.latency > 12) }', JSON_EVENT, true],
  ['{ $.status = 500 || $.status = 502 && $.latency = 1 }', JSON_EVENT, false],
  ['{ $.user.id = "u-*" }', JSON_EVENT, true],
  ['{ $.user.id = u-1 }', JSON_EVENT, true],
  ['{ $.user.id != "u-1" }', JSON_EVENT, false],
  ['{ $.nothing != "u-1" }', JSON_EVENT, false],
  ['{ $.user.tags[1] = "eu" }', JSON_EVENT, true],
  ["{ $.['a.b'] = 1 }", JSON_EVENT, true],
  ['{ $.ip = %10\\.0\\.7\\.[0-9]+% }', JSON_EVENT, true],
  ['{ $.drained IS TRUE }', JSON_EVENT, true],
  ['{ $.drained IS FALSE }', JSON_EVENT, false],
  ['{ $.gone IS NULL }', JSON_EVENT, true],
  ['{ $.missing NOT EXISTS }', JSON_EVENT, true],
  ['{ $.status = * }', JSON_EVENT, true],
  ['{ $.status = 502 }', 'no JSON', false],
  ['[ip, user, username, timestamp, request, status_code, bytes]', LINE, true],
  ['[ip, user, username, timestamp, request, status_code = 4*, bytes > 1000]', LINE, true],
  ['[ip, user, username, timestamp, request, status_code = 4*, bytes > 2000]', LINE, false],
  ['[..., status_code = 404 || status_code = 410, bytes]', LINE, true],
  ['[ip = 127.*, ..., bytes]', LINE, true],
  ['[ip, status]', LINE, false],
])('%s finds %s: %s', (pattern, event, expected) => {
  expect(filterPattern(pattern)(event) !== undefined).toBe(expected);
});

test('what a pattern found can be asked for', () => {
  expect(filterPattern('{ $.status >= 500 }')(JSON_EVENT)!.valueOf('$.latency')).toBe(12.5);
  expect(filterPattern('[..., status, bytes]')(LINE)!.valueOf('$bytes')).toBe('1534');
});

test('a pattern that nobody can read is refused by name', () => {
  expect(() => filterPattern('{ status >= }')).toThrow('{ status >= } is no filter pattern that is known here');
});
