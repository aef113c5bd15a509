import { ManualClock } from '../../../local';
import { Journal } from '../../../local/machine/journal';
import { tellFailures } from '../../../local/regions/told-failures';

/** What is told of lines that a function prints, and of the end of its invocation. */
function told(lines: string[], error?: string): string {
  const journal = new Journal(new ManualClock());
  let text = '';
  tellFailures(journal, part => { text += part; });
  const ofFunction = { region: 'eu-west-1', functionName: 'orders' };
  lines.forEach(line => journal.write('output', { ...ofFunction, path: 'Shop/Orders', line }));
  journal.write('invocation', { ...ofFunction, requestId: 'r', invocationType: 'RequestResponse', durationMs: 1, error });
  return text;
}

test('a handler that throws is told, with the places in the handler', () => {
  expect(told([
    'looking', 'Invoke Error\tTypeError: no', '    at handler (/app/orders.ts:3:1)', '    at run (node:internal/x:1:1)', '    at call (/app/node_modules/p/lib/local/services/lambda/worker.js:1:1)',
  ], 'TypeError: no')).toBe('orders in eu-west-1 failed: TypeError: no\n    at handler (/app/orders.ts:3:1)\n');
});

test('so is one that ran out of time, which prints nothing', () => {
  expect(told([], 'Sandbox.Timedout: Task timed out after 3.00 seconds')).toBe('orders in eu-west-1 failed: Sandbox.Timedout: Task timed out after 3.00 seconds\n');
});

test('what a handler prints and catches is not', () => {
  expect(told(['Error: caught', '    at handler (/app/orders.ts:3:1)'])).toBe('');
});
