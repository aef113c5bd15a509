import { RemovalPolicy } from 'aws-cdk-lib';
import { IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { parsedArn } from '../../synthesis/lookup-dummy';
import { validateKeyArns } from '../../tables/global-table-encryption';

/**
 * Whose keys encrypt the messages of a queue and of its dead-letter queue at rest.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
 */
export class ApiQueueEncryption {
  /** Keys that SQS owns: no cost, nothing to manage. */
  static sqsManaged(): ApiQueueEncryption {
    return new ApiQueueEncryption(() => undefined, () => {});
  }

  /** A key of your own in every Region, made for this queue in the Region's stack. It rotates every year, and goes with the queue. */
  static customerManagedKeys(): ApiQueueEncryption {
    return new ApiQueueEncryption((scope, { queueName }) => new Key(scope, 'Key', {
      description: `Encrypts ${queueName} in this Region`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    }), () => {});
  }

  /**
   * Keys that exist, one in every Region, whose policies leave their use to IAM.
   *
   * @param keyArns the ARN of each Region's key by the Region's name, e.g. `arn:aws:kms:eu-west-1:111122223333:key/1234abcd`
   */
  static existingKeys(keyArns: { [region: string]: string }): ApiQueueEncryption {
    return new ApiQueueEncryption(
      (scope, { region }) => Key.fromKeyArn(scope, 'Key', parsedArn(keyArns[region])),
      regions => validateKeyArns('ApiQueueEncryption.existingKeys()', keyArns, regions),
    );
  }

  private constructor(
    /** @internal */
    readonly _keyIn: (scope: Construct, queue: { readonly queueName: string; readonly region: string }) => IKey | undefined,
    /** @internal */
    readonly _validate: (regions: string[]) => void,
  ) {}
}
