import * as fs from 'fs';
import * as path from 'path';
import { parseYaml } from './yaml';

/** What a file says. */
interface WrittenTemplate {
  readonly Transform?: string | string[];
  readonly Resources: Record<string, WrittenResource>;
}

interface WrittenResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

/** Where `aws cloudformation package` finds a path on this machine, and what it writes there for the key of what it has uploaded. */
const PACKAGED: Record<string, { property: string; uploaded(key: string): unknown }> = {
  'AWS::ApiGateway::RestApi': { property: 'BodyS3Location', uploaded: Key => ({ Bucket: 'local', Key }) },
  'AWS::ApiGatewayV2::Api': { property: 'BodyS3Location', uploaded: Key => ({ Bucket: 'local', Key }) },
  'AWS::CloudFormation::Stack': { property: 'TemplateURL', uploaded: key => `https://local/${key}` },
  'AWS::Lambda::Function': { property: 'Code', uploaded: S3Key => ({ S3Bucket: 'local', S3Key }) },
  'AWS::Lambda::LayerVersion': { property: 'Content', uploaded: S3Key => ({ S3Bucket: 'local', S3Key }) },
};

/** Whether an app is a template of CloudFormation, by the name of its file. */
export function isTemplateFile(place: string): boolean {
  return /\.(json|template|ya?ml)$/i.test(place);
}

/**
 * A template in JSON or YAML, with the files and folders on this machine that it names, as `aws cloudformation package` would upload them.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
 */
export function readTemplate(file: string): { template: WrittenTemplate; assets: Map<string, string> } {
  const template = parseTemplate(file);
  const assets = new Map<string, string>();
  const packaged = (resource: WrittenResource): WrittenResource => {
    const { property, uploaded } = PACKAGED[resource.Type] ?? {};
    const written = property && (resource.Properties?.[property] ?? wholeFolder(resource));
    if (typeof written !== 'string' || /^(https?|s3):/.test(written)) return resource;
    const place = path.resolve(path.dirname(file), written);
    assets.set(place, /\.[cm]?js$/.test(place) ? path.dirname(place) : place);
    return { ...resource, Properties: { ...resource.Properties, [property!]: uploaded!(place) } };
  };
  const resources = Object.entries(template.Resources).map(([id, resource]) => [id, packaged(resource)]);
  return { template: { ...template, Resources: Object.fromEntries(resources) }, assets };
}

/** The code of a function that names none is all that is beside the template. */
function wholeFolder({ Type, Properties }: WrittenResource): string | undefined {
  return Type === 'AWS::Lambda::Function' && Properties?.PackageType !== 'Image' ? '.' : undefined;
}

function parseTemplate(file: string): WrittenTemplate {
  let template;
  try {
    template = parseYaml(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} is not a CloudFormation template: ${(error as Error).message}`);
  }
  if (typeof template?.Resources !== 'object') throw new Error(`${file} is not a CloudFormation template: it has no Resources`);
  if ([template.Transform].flat().includes('AWS::Serverless-2016-10-31')) throw new Error(`${file} is written for SAM: ${HOW_TO_TRANSFORM}`);
  return template;
}

const HOW_TO_TRANSFORM = 'give what AWS makes of it, which of a deployed stack is '
  + '`aws cloudformation get-template --stack-name <stack> --template-stage Processed --query TemplateBody`, with folders of this machine for `Code`';
