import { Duration } from 'aws-cdk-lib';
import { TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { MultiRegionServerlessApi, Notification, Operations } from 'cdk-multi-region-serverless-api';

/** Alarms in every Region, mails to the people on call, a dashboard, and an experiment that drills start. */
export function addShopOperations(shop: MultiRegionServerlessApi): Operations {
  const operations = shop.addOperations({
    notification: Notification.email('on-call@shop.example.com', 'shop@example.com'),
    serverErrors: { share: 2 },
    latency: { threshold: Duration.seconds(1), percentile: 95, evaluationPeriods: 5 },
    replicationLatency: { threshold: Duration.minutes(2), evaluationPeriods: 10 },
    requestRate: { share: 50 }, // the other half is for those who come from another Region
    functionThrottles: { evaluationPeriods: 2 },
    deadLetters: { evaluationPeriods: 1 },
    messageAge: { threshold: Duration.minutes(30), evaluationPeriods: 5 },
  });
  operations.dashboard.addWidgets(new TextWidget({ markdown: 'Runbooks of the shop: https://wiki.example.com/shop', width: 24, height: 2 }));
  const experiments = shop.addDrillExperiments({ pauseDuration: Duration.minutes(5) });
  for (const { region } of shop.regionalApis) experiments.stopOn(operations.alarms(region)[0]); // on server errors
  return operations;
}
