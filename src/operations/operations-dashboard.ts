import { Column, IWidget, Row, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { DashboardedApi } from './dashboarded-api';
import {
  AlarmStates, concurrencyGraph, drainedGraph, errorsGraph, healthGraph, latencyGraph, loadGraph, replicationGraph, requestsGraph, shareGraph,
  throttledFunctionsGraph, throttledRequestsGraph,
} from './operations-widgets';

/** The limits of a dashboard. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const MAX_METRICS = 2500;
const WIDTH = 24;

/** The widgets of the dashboard, made when it is rendered: by then all tables, routes and alarms are there. */
export class LazyWidgets implements IWidget {
  readonly width = WIDTH;
  private at = { x: 0, y: 0 };

  constructor(private readonly describe: () => DashboardedApi) {}

  get height(): number {
    return this.layOut().height;
  }

  position(x: number, y: number) {
    this.at = { x, y };
  }

  toJson(): any[] {
    const column = this.layOut();
    column.position(this.at.x, this.at.y);
    return column.toJson();
  }

  private layOut(): Column {
    const api = this.describe();
    const graphs = graphsOf(api);
    return new Column(
      heading(api),
      ...rowsOf(alarmStates(api), alarmsPerRow(api.regions.length)),
      ...rowsOf(graphs, 2),
      ...rowsOf(replicationGraphs(api, MAX_METRICS - metricsIn(graphs)), 2),
    );
  }
}

function rowsOf(widgets: IWidget[], perRow: number): Row[] {
  return widgets.flatMap((_, i) => i % perRow === 0 ? [new Row(...widgets.slice(i, i + perRow))] : []);
}

function heading({ apiName, url, regions, failoverTime }: DashboardedApi): IWidget {
  return new TextWidget({
    width: WIDTH,
    height: 3,
    markdown: [
      `# ${apiName}`,
      `[${url}](${url}) in ${regions.map(({ region }) => region).join(', ')}. When a Region fails, callers reach another one within about `
      + `**${failoverTime.toSeconds()} seconds**. Below: the alarms that are raised.`,
    ].join('\n'),
  });
}

function alarmStates({ regions }: DashboardedApi): IWidget[] {
  return regions.map(({ region, alarmArns }) => new AlarmStates(region, alarmArns, WIDTH / alarmsPerRow(regions.length)));
}

function alarmsPerRow(regions: number): number {
  if (regions <= 4) return regions;
  return regions <= 6 ? 3 : 4;
}

function graphsOf(api: DashboardedApi): IWidget[] {
  return [
    ...healthGraph(api),
    ...unknownHealth(api),
    ...drainedGraph(api),
    requestsGraph(api),
    shareGraph(api),
    errorsGraph(api),
    latencyGraph(api),
    loadGraph(api),
    ...throttledRequestsGraph(api),
    ...throttledFunctionsGraph(api),
    ...concurrencyGraph(api),
  ];
}

function unknownHealth({ stackPath, regions, seesHealth }: DashboardedApi): IWidget[] {
  if (!seesHealth) return [healthText('Where this partition of AWS has the metrics of Route 53 is not documented: `npx multi-region status` tells the health.')];
  const unknown = regions.filter(({ health }) => !health).map(({ region }) => region);
  return unknown.length === 0 ? [] : [healthText(
    `The health checks in ${unknown.join(', ')} are not recorded. After a deployment:`,
    '```',
    'npx cdk deploy --all --outputs-file outputs.json',
    'npx multi-region record --outputs outputs.json',
    `npx cdk deploy ${stackPath}`,
    '```',
  )];
}

function healthText(...lines: string[]): IWidget {
  return new TextWidget({ width: WIDTH / 2, height: 6, markdown: ['## Health', ...lines].join('\n') });
}

/** One for each table, as long as the dashboard can hold their metrics: one for each pair of Regions. */
function replicationGraphs(api: DashboardedApi, room: number): IWidget[] {
  const fitting = Math.floor(room / (api.regions.length * (api.regions.length - 1)));
  const left = api.tables.slice(fitting);
  return [
    ...api.tables.slice(0, fitting).map(table => replicationGraph(api, table)),
    ...left.length === 0 ? [] : [new TextWidget({
      width: WIDTH / 2,
      height: 6,
      markdown: `## Replication latency\nNot shown, because a dashboard holds ${MAX_METRICS} metrics: ${left.join(', ')}. Their alarms are there.`,
    })],
  ];
}

function metricsIn(graphs: IWidget[]): number {
  return graphs.flatMap(graph => graph.toJson()).reduce((sum, { properties: { metrics = [] } }) => sum + metrics.length, 0);
}
