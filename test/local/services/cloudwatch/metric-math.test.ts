import { metricMath, Series } from '../../../../local/services/cloudwatch/metric-math';

const SERIES = new Map<string, Series>([
  ['errors', [1, undefined, 3]],
  ['requests', [10, 0, 6]],
  ['e2', [2, 5, undefined]],
]);
const METRICS = new Set(SERIES.keys());

test.each<[string, Series]>([
  ['errors / requests * 100', [10, undefined, 50]],
  ['-errors + 1', [0, undefined, -2]],
  ['SUM(METRICS())', [13, 5, 9]],
  ['SUM(METRICS("e2"))', [2, 5, undefined]],
  ['SUM([errors, e2])', [3, 5, 3]],
  ['MAX(requests)', [10, 10, 10]],
  ['FILL(errors, 0)', [1, 0, 3]],
  ['FILL(errors, REPEAT)', [1, 1, 3]],
  ['IF(requests > 5, errors / requests, 0)', [0.1, 0, 0.5]],
  ['IF(requests > 5 AND FILL(errors, 0) >= 3, 1, 0)', [0, 0, 1]],
  ['requests / 0', [undefined, undefined, undefined]],
  ['CEIL(requests / 4)', [3, 0, 2]],
])('%s', (expression, expected) => {
  expect(metricMath(expression, SERIES, METRICS, 3)).toEqual(expected);
});

test.each([
  ['ANOMALY_DETECTION_BAND(errors)', 'The expression ANOMALY_DETECTION_BAND(errors): the function ANOMALY_DETECTION_BAND is not supported here'],
  ['nothing + 1', 'The expression nothing + 1: there is no query `nothing`'],
  ['METRICS()', 'The expression METRICS(): it comes to several time series'],
  ['errors +', 'The expression errors +: Expected expression after + at character 8'],
])('%s is refused', (expression, message) => {
  expect(() => metricMath(expression, SERIES, METRICS, 3)).toThrow(message);
});
